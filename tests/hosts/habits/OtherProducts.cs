using System.DirectoryServices;
using Microsoft.EntityFrameworkCore;

public class OtherProducts
{
    public void Other(DbSet<Run> runs, string name)
    {
        var slow = runs.Where(run => run.Name == "eq(name)").Select(run => run.Id);
        var searcher = new DirectorySearcher { Filter = $"(&(objectClass=user)(sAMAccountName={name}))" };
        var options = new SearchOptions { Filter = "rating ge 4 and search.ismatch('x')", OrderBy = { "name" } };
        var url = "https://example.com/odata/Items?$filter=contains(Name,'x')";
        var entities = table.Query<Entity>(filter: $"PartitionKey eq '{name}'");
        dialog.Filter = "Text files (*.txt)|*.txt|All files (*.*)|*.*";
        view.RowFilter = "Name = 'x' AND Age > 5";
    }
}
