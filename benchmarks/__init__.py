"""What is measured, and against what: each job runs beside its floor in the same run, and the ratio counts."""
