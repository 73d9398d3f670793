import datetime

# 1:12am in New York, in summer time.
PUBLISHED = datetime.datetime(2013, 7, 6, 5, 12, tzinfo=datetime.UTC)
