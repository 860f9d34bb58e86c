#!/bin/bash
docker ps --filter "status=running" --filter name=web
gcloud logging read --filter='severity>=ERROR AND resource.type="gce_instance"'
pnpm --filter "./packages/**" build
aws ec2 describe-instances --filters "Name=tag:Name,Values=web" --filter 'x'
FILTER='*.py'
ldapsearch -b dc=example '(&(objectClass=person)(uid=x))' --filter "(uid=$1)"
airtable list --filter "AND({Status}='Done')"
kubectl get pods --field-selector=status.phase=Running
az monitor activity-log list --filter "eventTimestamp ge '2026-01-01'"
curl -G https://graph.example.com/v1.0/users --data-urlencode "filter=startswith(displayName,'a')"
curl -d '{"filter": "name eq 1"}' https://example.com/query
