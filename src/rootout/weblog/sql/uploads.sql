-- Scripts whose user posted something elsewhere shortly before they answered first.
select distinct c.path
from chosen as c
join requests as u on u.path = c.path and u.status = 200 and u.time = c.first
join requests as p on p.address = u.address and p.path <> c.path
where p.method in ('POST', 'PUT') and p.status < 400 and p.time between c.first - {seconds} and c.first
