select address, requests, first, last, missed_pages, missed, answered
from visitors
where missed_pages >= {least} and missed * 2 >= requests
order by missed desc, address
