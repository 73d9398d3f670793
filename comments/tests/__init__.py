import datetime

# What a browser says of a form on a page of ours.
FROM_HERE = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "http://testserver"}
# 1:12am in New York, in summer time.
PUBLISHED = datetime.datetime(2013, 7, 6, 5, 12, tzinfo=datetime.UTC)
