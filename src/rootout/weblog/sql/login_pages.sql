-- Pages where passwords are given: by their names, and by the server's own question for one.
create table login_pages as
select path, max(asks) as asks
from (
    select distinct path, 1 as asks from requests where status = 401
    union all
    select path, 0 as asks from (select distinct path from requests where method = 'POST') as posted
    where regexp_matches(path, '{login}')
) as pages
group by path
