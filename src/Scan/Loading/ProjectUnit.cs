using System;
using System.Collections.Generic;
using System.IO;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>Code that is compiled together.</summary>
internal sealed class ProjectUnit(string folder, ProjectFile? project)
{
    /// <summary>Where it lies.</summary>
    public string Folder { get; } = folder;

    /// <summary>Its project file, where there is one that can be read.</summary>
    public ProjectFile? Project { get; } = project;

    /// <summary>Full paths of its C# files.</summary>
    public SortedSet<string> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>The projects that it references and that are loaded too.</summary>
    public List<ProjectUnit> References { get; } = [];

    /// <summary>The name shown for it.</summary>
    public string Name => Project is null ? Path.GetFileName(Folder) : Path.GetFileNameWithoutExtension(Project.Path);

    /// <summary>Everything it can see, directly or through others, without the references that close a cycle.</summary>
    public IReadOnlyCollection<ProjectUnit> Visible(Func<ProjectUnit, ProjectUnit, bool> isCut)
    {
        var seen = new HashSet<ProjectUnit>();
        var open = new Stack<ProjectUnit>([this]);
        while (open.TryPop(out var unit))
        {
            foreach (var next in unit.References)
            {
                if (next != this && !isCut(unit, next) && seen.Add(next))
                {
                    open.Push(next);
                }
            }
        }

        return seen;
    }
}
