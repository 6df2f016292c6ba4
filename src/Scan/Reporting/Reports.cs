using System;
using System.Collections.Generic;
using System.Linq;

namespace NetworkingAnalyzers.Scan.Reporting;

/// <summary>The formats by the names they have on the command line.</summary>
internal static class Reports
{
    private static readonly Dictionary<string, Func<IReport>> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["text"] = () => new TextReport(),
        ["tsv"] = () => new TsvReport(),
        ["json"] = () => new JsonReport(),
        ["sarif"] = () => new SarifReport(),
        ["html"] = () => new Html.HtmlReport(),
    };

    /// <summary>The names.</summary>
    public static string[] Names => [.. Known.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The format of that name.</summary>
    public static IReport Of(string name) => Known[name]();
}
