using System;
using System.Collections.Generic;
using System.Linq;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>Project references that lead back to where they started.</summary>
internal static class Cycles
{
    /// <summary>The references to leave out so that no project sees itself; each is noted.</summary>
    public static Func<ProjectUnit, ProjectUnit, bool> Cut(IEnumerable<ProjectUnit> units, Notes notes)
    {
        var cut = new HashSet<(ProjectUnit, ProjectUnit)>();
        var done = new HashSet<ProjectUnit>();
        var onPath = new HashSet<ProjectUnit>();
        foreach (var start in units.Where(unit => !done.Contains(unit)))
        {
            var path = new Stack<(ProjectUnit Unit, int Next)>([(start, 0)]);
            onPath.Add(start);
            while (path.TryPop(out var at))
            {
                if (at.Next == at.Unit.References.Count)
                {
                    onPath.Remove(at.Unit);
                    done.Add(at.Unit);
                    continue;
                }

                path.Push((at.Unit, at.Next + 1));
                var next = at.Unit.References[at.Next];
                if (onPath.Contains(next))
                {
                    cut.Add((at.Unit, next));
                    notes.Add(at.Unit.Project?.Path ?? at.Unit.Folder, $"its reference to {next.Name} closes a cycle and is left out", passedOver: false);
                }
                else if (!done.Contains(next))
                {
                    onPath.Add(next);
                    path.Push((next, 0));
                }
            }
        }

        return (from, to) => cut.Contains((from, to));
    }
}
