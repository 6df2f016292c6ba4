using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml;
using Microsoft.Extensions.FileSystemGlobbing;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>
/// Sorts the files of a folder into projects: each file belongs to the nearest folder with a project file, less what that project
/// removes, and to those that link it; the rest is one project of its own.
/// </summary>
internal sealed class ProjectLayout
{
    private readonly string _root;
    private readonly SourceFiles _files;
    private readonly Notes _notes;
    private readonly Dictionary<string, ProjectUnit> _byFolder = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ProjectUnit> _byProjectPath = new(StringComparer.OrdinalIgnoreCase);

    private ProjectLayout(string root, SourceFiles files, Notes notes)
    {
        _root = root;
        _files = files;
        _notes = notes;
    }

    /// <summary>The projects that have code, by folder.</summary>
    public static IReadOnlyList<ProjectUnit> Of(string root, SourceFiles files, Notes notes)
    {
        var layout = new ProjectLayout(root, files, notes);
        layout.ReadProjects();
        layout.Distribute();
        layout.Connect();
        return [.. layout._byFolder.Values.Where(unit => unit.Files.Count > 0).OrderBy(unit => unit.Folder, StringComparer.Ordinal)];
    }

    private void ReadProjects()
    {
        foreach (var folder in _files.Projects.GroupBy(path => Path.GetDirectoryName(path)!))
        {
            // Two project files in one folder are two builds of the same code: the one for the newest framework is taken.
            var projects = folder.Select(TryRead).OfType<ProjectFile>().OrderByDescending(p => p.Framework.Family).ThenByDescending(p => p.Framework.Version).ToList();
            var unit = new ProjectUnit(folder.Key, projects.FirstOrDefault());
            _byFolder.Add(folder.Key, unit);
            foreach (var path in folder)
            {
                _byProjectPath[path] = unit;
            }
        }
    }

    private ProjectFile? TryRead(string path)
    {
        try
        {
            return ProjectFile.Read(path);
        }
        catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            _notes.Add(path, "project file cannot be read, its settings are unknown: " + e.Message, passedOver: false);
            return null;
        }
    }

    private void Distribute()
    {
        var linked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var unit in _byFolder.Values)
        {
            foreach (var path in LinksOf(unit))
            {
                unit.Files.Add(path);
                linked.Add(path);
            }
        }

        var removed = _byFolder.Values.Where(unit => unit.Project is not null).ToDictionary(unit => unit, RemovalsOf);
        foreach (var path in _files.Code)
        {
            var unit = NearestTo(path);
            if (unit is not null && !(removed.TryGetValue(unit, out var isRemoved) && isRemoved(path)))
            {
                unit.Files.Add(path);
            }
            else if (!linked.Contains(path))
            {
                Rest.Files.Add(path);
            }
        }
    }

    /// <summary>Files that no project has. Beside a project in the root they are a unit of their own, under a key that is no folder.</summary>
    private ProjectUnit Rest
    {
        get
        {
            var key = _byFolder.TryGetValue(_root, out var atRoot) && atRoot.Project is not null ? _root + "/*" : _root;
            if (!_byFolder.TryGetValue(key, out var rest))
            {
                _byFolder.Add(key, rest = new ProjectUnit(_root, project: null));
            }

            return rest;
        }
    }

    private ProjectUnit? NearestTo(string path)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null && folder.Length >= _root.Length; folder = Path.GetDirectoryName(folder))
        {
            if (_byFolder.TryGetValue(folder, out var unit) && (unit.Project is not null || folder != _root))
            {
                return unit;
            }
        }

        return null;
    }

    /// <summary>Files outside the project's folder that it compiles; only C# files that exist.</summary>
    private IEnumerable<string> LinksOf(ProjectUnit unit)
    {
        var links = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in unit.Project?.CompileItems.Where(item => !item.IsRemoval && item.Spec.StartsWith("..", StringComparison.Ordinal)) ?? [])
        {
            try
            {
                links.UnionWith(item.Spec.Contains('*') ? Expand(unit.Project!, item.Spec) : [unit.Project!.FullPath(item.Spec)]);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                _notes.Add(unit.Project!.Path, $"linked files '{item.Spec}' cannot be found: {e.Message}", passedOver: false);
            }
        }

        return links.Where(path => path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase) && !path.StartsWith(unit.Folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(path));
    }

    /// <summary>The files of a linked folder, among those that were found: what is excluded stays excluded.</summary>
    private IEnumerable<string> Expand(ProjectFile project, string spec)
    {
        var pattern = spec.Replace('\\', '/');
        var folder = pattern[..(pattern[..pattern.IndexOf('*', StringComparison.Ordinal)].LastIndexOf('/') + 1)];
        var from = Path.GetFullPath(Path.Combine(project.Folder, folder));
        var matcher = new Matcher(StringComparison.OrdinalIgnoreCase).AddInclude(pattern[folder.Length..]);
        return _files.Code.Where(path => path.StartsWith(from, StringComparison.Ordinal) && matcher.Match(from, path).HasMatches);
    }

    private static Predicate<string> RemovalsOf(ProjectUnit unit)
    {
        var specs = unit.Project!.CompileItems.Where(item => item.IsRemoval).Select(item => item.Spec.Replace('\\', '/')).Where(spec => !spec.StartsWith("..", StringComparison.Ordinal)).ToList();
        if (specs.Count == 0)
        {
            return _ => false;
        }

        var matcher = new Matcher(StringComparison.OrdinalIgnoreCase);
        matcher.AddIncludePatterns(specs);
        return path => matcher.Match(unit.Folder, path).HasMatches;
    }

    private void Connect()
    {
        foreach (var unit in _byFolder.Values.Where(unit => unit.Project is not null))
        {
            foreach (var path in unit.Project!.ReferencedProjects)
            {
                if (_byProjectPath.TryGetValue(path, out var referenced) && referenced != unit)
                {
                    unit.References.Add(referenced);
                }
            }
        }
    }
}
