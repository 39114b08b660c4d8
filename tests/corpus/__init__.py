"""Plan documents as offices really make them, with the reading that is right for each, and the measure of a reader.

`python -m tests.corpus` prints precision and recall by field and by document, `--show NAME` what differs in one. The
texts are invented; the files are built when they are needed.
"""
