using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Incidents.Stage;

/// <summary>What arrived, held against the numbers from 1 to how many were sent.</summary>
/// <param name="Arrived">Numbers that arrived at all.</param>
/// <param name="Lost">Numbers that did not.</param>
/// <param name="Twice">Arrivals of a number that had arrived.</param>
/// <param name="Reordered">First arrivals behind a higher number.</param>
/// <param name="Torn">Lines that are none: put together from two halves.</param>
internal readonly record struct Receipts(int Arrived, int Lost, int Twice, int Reordered, int Torn)
{
    /// <summary>Judges the receiver's file of lines of three fields, the last of which is the number.</summary>
    public static Receipts Of(string folder, int sent)
    {
        var seen = new HashSet<int>();
        var (highest, twice, reordered, torn) = (0, 0, 0, 0);
        foreach (var fields in LinesOf(folder).Select(line => line.Split(' ')))
        {
            if (fields.Length != 3 || !int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || fields[1] != fields[2] || number > sent)
            {
                torn++;
            }
            else if (!seen.Add(number))
            {
                twice++;
            }
            else if (number < highest)
            {
                reordered++;
            }
            else
            {
                highest = number;
            }
        }

        return new Receipts(seen.Count, sent - seen.Count, twice, reordered, torn);
    }

    /// <summary>How many lines there are by now.</summary>
    public static int CountOf(string folder) => LinesOf(folder).Count();

    private static IEnumerable<string> LinesOf(string folder)
    {
        var path = Path.Combine(folder, "received.txt");
        if (!File.Exists(path))
        {
            yield break;
        }

        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
