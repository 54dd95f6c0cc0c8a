-- Sizes that many odd targets are answered with: a server that says 200 to everything gives nothing.
select size
from requests
where marked and status = 200
group by size
having count(distinct path) >= 5
