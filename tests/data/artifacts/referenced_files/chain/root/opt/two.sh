#!/bin/sh
/opt/three.sh
/usr/bin/good
