langsmith run list --filter 'eq(status, "error")'
if [ ; then
  langsmith run list --filter 'eq(name, 1'
done
langsmith run list --filter "eq(name, 'x)
