using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>
/// Reads a project file and what it imports from beside and above, in MSBuild's order, far enough to know its frameworks,
/// symbols, usings, references and items. Nothing is executed and nothing need be installed; what it cannot decide it leaves out.
/// </summary>
internal sealed partial class ProjectProperties
{
    private const int DeepestImport = 12;
    private const long LargestFile = 4 * 1024 * 1024;

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ProjectItem> _items = [];

    private ProjectProperties()
    {
    }

    /// <summary>Items in the order they stand, with all their conditions true.</summary>
    public IReadOnlyList<ProjectItem> Items => _items;

    /// <summary>The value of a property, empty where it has none.</summary>
    public string this[string name] => _values.GetValueOrDefault(name, "");

    /// <summary>Reads the project file for one of its frameworks (empty: as MSBuild's outer build does).</summary>
    /// <exception cref="XmlException">The project file itself is not XML.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ProjectProperties Read(string projectPath, string framework)
    {
        var folder = Path.GetDirectoryName(projectPath)!;
        var read = new ProjectProperties();
        read._values["Configuration"] = "Release";
        read._values["Platform"] = "AnyCPU";
        read._values["OS"] = "Unix";
        read._values["MSBuildProjectDirectory"] = folder;
        read._values["MSBuildProjectName"] = Path.GetFileNameWithoutExtension(projectPath);
        read._values["MSBuildProjectFullPath"] = projectPath;
        if (framework.Length > 0)
        {
            read._values["TargetFramework"] = framework;
        }

        read.Import(Above(folder, "Directory.Build.props"), depth: 0);
        read.Walk(Load(projectPath), projectPath, depth: 0);
        read.Import(Above(folder, "Directory.Build.targets"), depth: 0);
        if (framework.Length > 0)
        {
            read._values["TargetFramework"] = framework;
        }

        return read;
    }

    /// <summary>Replaces <c>$(Name)</c>; functions stay as they are.</summary>
    public string Expand(string text)
    {
        text = FileAbove().Replace(text, call => Above(Path.GetFullPath(ExpandNames(call.Groups["from"].Value)), call.Groups["file"].Value) ?? "");
        return ExpandNames(text);
    }

    private string ExpandNames(string text) => Name().Replace(text, match => this[match.Groups[1].Value]);

    private static XElement Load(string path)
    {
        if (new FileInfo(path) is { Length: > LargestFile })
        {
            throw new IOException($"'{path}' is too large for a project file.");
        }

        using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        return XDocument.Load(reader).Root!;
    }

    private void Import(string? path, int depth)
    {
        if (path is null || depth > DeepestImport || !File.Exists(path))
        {
            return;
        }

        try
        {
            Walk(Load(path), path, depth);
        }
        catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException)
        {
            // A broken import costs its settings, not the project.
        }
    }

    private void Walk(XElement element, string file, int depth)
    {
        var folder = Path.GetDirectoryName(file)! + Path.DirectorySeparatorChar;
        foreach (var child in element.Elements())
        {
            _values["MSBuildThisFileDirectory"] = folder;
            var holds = Holds(child, folder);
            switch (child.Name.LocalName)
            {
                case "PropertyGroup" when holds != false:
                    foreach (var property in child.Elements())
                    {
                        Set(property, Both(holds, Holds(property, folder)));
                    }

                    break;
                case "ItemGroup" when holds == true:
                    _items.AddRange(child.Elements().Where(item => Holds(item, folder) == true).SelectMany(item => ItemsOf(item, folder)));
                    break;
                case "Choose":
                    Choose(child, file, depth);
                    break;
                case "Import" when holds == true && child.Attribute("Sdk") is null && child.Attribute("Project") is { Value: { } project }:
                    ImportFrom(folder, Expand(project), depth);
                    break;
                case "ImportGroup" when holds == true:
                    Walk(child, file, depth);
                    break;
            }
        }
    }

    private void Choose(XElement choose, string file, int depth)
    {
        foreach (var branch in choose.Elements())
        {
            var holds = branch.Name.LocalName == "Otherwise" ? true : Holds(branch, Path.GetDirectoryName(file)!);
            if (holds == true)
            {
                Walk(branch, file, depth);
            }

            if (holds != false)
            {
                return;
            }
        }
    }

    private void ImportFrom(string folder, string project, int depth)
    {
        if (!project.Contains("$(", StringComparison.Ordinal) && !project.Contains('*') && project.Length > 0)
        {
            Import(Path.GetFullPath(Path.Combine(folder, project.Replace('\\', '/'))), depth + 1);
        }
    }

    /// <summary>A property under a condition that cannot be decided is better than none, and no better than any.</summary>
    private void Set(XElement property, bool? holds)
    {
        if (holds == true || holds is null && this[property.Name.LocalName].Length == 0 && property.Name.LocalName != "DefineConstants")
        {
            _values[property.Name.LocalName] = Expand(property.Value).Trim();
        }
    }

    private IEnumerable<ProjectItem> ItemsOf(XElement item, string folder)
    {
        foreach (var action in (ReadOnlySpan<string>)["Include", "Remove"])
        {
            if (item.Attribute(action) is { Value: { } value })
            {
                var metadata = item.Attributes().Concat<XObject>(item.Elements()).ToLookup(
                    o => o is XAttribute a ? a.Name.LocalName : ((XElement)o).Name.LocalName,
                    o => o is XAttribute a ? a.Value : ((XElement)o).Value,
                    StringComparer.OrdinalIgnoreCase);
                return Expand(value).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Select(spec => new ProjectItem(item.Name.LocalName, spec, action == "Remove", metadata));
            }
        }

        return [];
    }

    private bool? Holds(XElement element, string folder) =>
        element.Attribute("Condition") is { Value: { } condition } ? Condition.Holds(Expand(condition), folder) : true;

    private static bool? Both(bool? one, bool? other) => one == false || other == false ? false : one is null || other is null ? null : true;

    private static string? Above(string folder, string file)
    {
        for (var at = folder.TrimEnd(Path.DirectorySeparatorChar); at is not null; at = Path.GetDirectoryName(at))
        {
            var path = Path.Combine(at.Length == 0 ? "/" : at, file);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    [GeneratedRegex(@"\$\((\w+)\)")]
    private static partial Regex Name();

    [GeneratedRegex(@"\$\(\[MSBuild\]::GetPathOfFileAbove\(\s*'?(?<file>[^',)]+)'?\s*,\s*'?(?<from>(?:\$\(\w+\)|[^'),])*)'?\s*\)\s*\)", RegexOptions.IgnoreCase)]
    private static partial Regex FileAbove();
}

/// <summary>One item of a project file: <c>Compile</c>, <c>Using</c>, <c>ProjectReference</c> ...</summary>
internal sealed record ProjectItem(string Type, string Spec, bool IsRemoval, ILookup<string, string> Metadata);
