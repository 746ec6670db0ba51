"""Luma's two APIs: Agents, and Dream Machine, the legacy one."""
