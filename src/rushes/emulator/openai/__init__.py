"""OpenAI's /v1/videos, as the servers that still speak it do."""
