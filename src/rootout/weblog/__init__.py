"""Access logs of web servers: who asked for what, who attacked, and whether it worked."""
