-- How pages are answered when nobody attacks them.
select r.path, count(*) as requests, min(r.size) as least, max(r.size) as most
from requests as r
join chosen as c on r.path = c.path
where r.status = 200 and not r.marked
group by r.path
