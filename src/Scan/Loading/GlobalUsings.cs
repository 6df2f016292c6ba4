using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>The file that the SDK generates into <c>obj</c>: implicit usings, <c>Using</c> items and friends of a project.</summary>
internal static class GlobalUsings
{
    /// <summary>The name under which it is added; generated code is never reported on.</summary>
    public const string FileName = "Scan.GlobalUsings.g.cs";

    private static readonly string[] Always =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks",
    ];

    private static readonly string[] Web =
    [
        "System.Net.Http.Json", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing",
        "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
    ];

    private static readonly string[] Worker =
    [
        "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
    ];

    /// <summary>The text of the file, or null where there is nothing to say.</summary>
    public static string? Of(ProjectFile project)
    {
        var usings = new List<string>();
        if (project.HasImplicitUsings)
        {
            usings.AddRange(Always.Concat(project.Sdk switch
            {
                "Microsoft.NET.Sdk.Web" => Web,
                "Microsoft.NET.Sdk.Worker" => Worker,
                _ => [],
            }).Select(name => "global::" + name));
        }

        foreach (var item in project.Usings)
        {
            if (item.IsRemoval)
            {
                usings.Remove("global::" + item.Spec);
            }
            else
            {
                usings.Add(
                    item.Metadata["Alias"].FirstOrDefault() is { Length: > 0 } alias ? $"{alias} = global::{item.Spec}" :
                    item.Metadata["Static"].Any(value => value.Equals("true", StringComparison.OrdinalIgnoreCase)) ? "static global::" + item.Spec :
                    "global::" + item.Spec);
            }
        }

        var text = new StringBuilder();
        foreach (var name in usings.Distinct())
        {
            text.Append("global using ").Append(name).Append(";\n");
        }

        foreach (var friend in project.Friends.Distinct())
        {
            text.Append("[assembly: global::System.Runtime.CompilerServices.InternalsVisibleTo(\"").Append(friend.Replace("\"", "", StringComparison.Ordinal)).Append("\")]\n");
        }

        return text.Length == 0 ? null : text.ToString();
    }
}
