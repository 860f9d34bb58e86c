#!/bin/sh
curl -G "https://viya.example.com/folders/folders" --data-urlencode "filter=eq(name,'Public')" -H "Authorization: Bearer $T"
sas-viya folders list --filter "eq(name,'x')"
