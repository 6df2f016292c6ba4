using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Reflection;
using NetworkingAnalyzers.RuleBook;

var root = FromBuild("RepositoryRoot");
var version = FromBuild("Version");

var id = new Argument<string>("id") { Description = "The new id, NWA and four digits; the first digit is the area." };
var name = new Argument<string>("name") { Description = "The sin, in PascalCase: ReceiveCountIgnored." };
var check = new Option<bool>("--check") { Description = "Write nothing; exit 1 where a file is out of step." };

var create = new Command("new", "Start the files of a new rule.") { id, name };
create.SetAction(parsed => Create(parsed.GetRequiredValue(id), parsed.GetRequiredValue(name)));
var docs = new Command("docs", "Bring the generated parts of docs and the presets in step with the code.") { check };
docs.SetAction(parsed => WriteDocs(parsed.GetValue(check)));
var folder = new Argument<DirectoryInfo>("folder") { Description = "Where to lay it out; what is there goes." };
var site = new Command("site", "Lay the pages out for docfx; exit 1 where a link leads nowhere.") { folder };
site.SetAction(parsed => WriteSite(parsed.GetRequiredValue(folder).FullName));
var list = new Command("list", "Print the rules: id, name, default, fix.");
list.SetAction(_ => List());

return new RootCommand("The rule book of NetworkingAnalyzers: starts rules, lists them, keeps their pages in step.") { create, docs, site, list }.Parse(args).Invoke();

int Create(string newId, string newName)
{
    try
    {
        var files = NewRule.Files(newId, newName).ToList();
        if (files.FirstOrDefault(file => File.Exists(Path.Combine(root, file.Path))).Path is { } existing)
        {
            Console.Error.WriteLine($"{existing} exists: an id is never reused.");
            return 1;
        }

        foreach (var (path, text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, path))!);
            File.WriteAllText(Path.Combine(root, path), text.ReplaceLineEndings("\n"));
            Console.WriteLine(path);
        }

        return 0;
    }
    catch (ArgumentException e)
    {
        Console.Error.WriteLine(e.Message);
        return 2;
    }
}

int WriteDocs(bool onlyCheck)
{
    try
    {
        var paths = onlyCheck ? Docs.Check(root, version) : Docs.Write(root, version);
        foreach (var path in paths)
        {
            Console.WriteLine(onlyCheck ? $"out of step: {path} (run: dotnet run --project src/RuleBook -- docs)" : $"written: {path}");
        }

        return onlyCheck && paths.Count > 0 ? 1 : 0;
    }
    catch (IOException e)
    {
        Console.Error.WriteLine(e.Message);
        return 1;
    }
}

int WriteSite(string to)
{
    var wrong = Site.Write(root, to);
    foreach (var link in wrong)
    {
        Console.Error.WriteLine(link);
    }

    return wrong.Count > 0 ? 1 : 0;
}

int List()
{
    foreach (var rule in Rule.All)
    {
        Console.WriteLine($"{rule.Id}  {rule.Area.Name,-10}  {rule.Default,-8}  {(rule.Fix is null ? "     " : "fix  ")}{rule.Name}");
    }

    return 0;
}

static string FromBuild(string key) =>
    Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
