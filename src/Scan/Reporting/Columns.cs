using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace NetworkingAnalyzers.Scan.Reporting;

/// <summary>Rows of fields set below each other.</summary>
internal static class Columns
{
    /// <summary>Writes rows of equally many fields.</summary>
    public static void Write(IReadOnlyList<string[]> rows, TextWriter to)
    {
        var widths = rows[0].Select((_, column) => rows.Max(row => row[column].Length)).ToList();
        foreach (var row in rows)
        {
            to.WriteLine(string.Join("  ", row.Select((field, column) => field.PadRight(widths[column]))).TrimEnd());
        }
    }
}
