"""The history that a Zabbix server has of a host, read through its API."""
