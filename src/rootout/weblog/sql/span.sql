select min(time) as first, max(time) as last, count(*) as requests from requests
