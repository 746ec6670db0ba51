"""Many clips from one file: the jobs that it asks for, and what became of each."""

from __future__ import annotations

from rushes.batch.batch import Batch
from rushes.batch.job import BatchJob, BatchSummary, JobResult, JobStatus, job_result

__all__ = ["Batch", "BatchJob", "BatchSummary", "JobResult", "JobStatus", "job_result"]
