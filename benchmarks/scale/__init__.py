"""`make test-scale`: a paper on many machines, under load, while its parts are killed and come back.

parts.py    PostgreSQL, Redis, storage, two web nodes, a worker and nginx with deploy/nginx.conf
paper.py    what is in the paper, and what must be in it in the end
load.py     readers, writers, and what they were answered
phases.py   what happens to the parts, and what must hold meanwhile
"""
