package com.example

fun other(runs: List<Run>, table: Table, name: String) {
    val slow = runs.filter { it.name == "eq(name)" }.filterNot { it.done }
    val users = Users.selectAll().where { Users.name like "filter%" }
    val ldapFilter = "(&(objectClass=person)(uid=$name))"
    val url = "https://example.com/items?filter=and(eq(name,'x'))"
    val records = table.list(filter = "AND({Name} = 'x', {Age} > 5)")
    val filter = "name eq '$name' and price gt 5"
    pocketBase.records.getList(filter = "created > '2026-01-01' && status = true")
}
