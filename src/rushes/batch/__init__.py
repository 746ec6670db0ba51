"""Many clips from one file: the jobs that it asks for, and what became of each."""

from __future__ import annotations

from rushes.batch.batch import Batch
from rushes.batch.job import BatchJob, BatchSummary, JobResult, JobStatus, job_result
from rushes.batch.remarks import BatchRemark

__all__ = ["Batch", "BatchJob", "BatchRemark", "BatchSummary", "JobResult", "JobStatus", "job_result"]
