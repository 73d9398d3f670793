"""Measures the site without being a part of it: the image leaves it out, and nothing of the site imports it.

dataset     an invented paper of any size: `manage.py flood`
bench       what each page costs beside a constant: `make bench`
growth      what it costs in a large paper beside a small one: `make bench GROWTH=on`
scale       a paper on many machines whose parts fail under load: `make test-scale`
"""
