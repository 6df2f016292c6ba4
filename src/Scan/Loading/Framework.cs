using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace NetworkingAnalyzers.Scan.Loading;

/// <summary>A target framework: which of several is the newest, and which preprocessor symbols a build for it has.</summary>
internal sealed partial record Framework(FrameworkFamily Family, Version Version, string Platform = "")
{
    private static readonly string[] NetVersions = ["5.0", "6.0", "7.0", "8.0", "9.0", "10.0"];
    private static readonly string[] CoreVersions = ["1.0", "1.1", "2.0", "2.1", "2.2", "3.0", "3.1"];
    private static readonly string[] StandardVersions = ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "2.0", "2.1"];
    private static readonly string[] ClassicVersions = ["2.0", "3.5", "4.0", "4.5", "4.5.1", "4.5.2", "4.6", "4.6.1", "4.6.2", "4.7", "4.7.1", "4.7.2", "4.8", "4.8.1"];

    /// <summary>What code is taken for whose project says nothing.</summary>
    public static Framework Modern { get; } = new(FrameworkFamily.Net, new Version(10, 0));

    /// <summary>Symbols of a release build: code under <c>DEBUG</c> does not run in production.</summary>
    public ImmutableArray<string> Symbols => ["TRACE", "RELEASE", .. OfFamily(), .. Platform.Length > 0 ? [Platform.ToUpperInvariant()] : Array.Empty<string>()];

    /// <summary>Reads <c>net8.0</c>, <c>net8.0-windows</c>, <c>netstandard2.0</c>, <c>net472</c>, <c>v4.7.2</c>; null for anything else.</summary>
    public static Framework? Parse(string moniker)
    {
        var match = Moniker().Match(moniker.Trim());
        if (!match.Success)
        {
            return null;
        }

        var (name, number) = (match.Groups["name"].Value.ToLowerInvariant(), match.Groups["number"].Value);
        var dotted = number.Contains('.') ? number : string.Join('.', number.AsEnumerable());
        if (!Version.TryParse(dotted.Contains('.') ? dotted : dotted + ".0", out var version))
        {
            return null;
        }

        var family = name switch
        {
            "netcoreapp" => FrameworkFamily.Core,
            "netstandard" => FrameworkFamily.Standard,
            "net" when version.Major >= 5 => FrameworkFamily.Net,
            _ => FrameworkFamily.Classic,
        };
        return new Framework(family, version, match.Groups["platform"].Value);
    }

    /// <summary>The one of several that is analysed: modern .NET before .NET Core, .NET Standard and .NET Framework; then the highest version.</summary>
    public static Framework? Newest(IEnumerable<Framework> several) =>
        several.OrderByDescending(f => f.Family).ThenByDescending(f => f.Version).ThenBy(f => f.Platform.Length).FirstOrDefault();

    /// <summary>Whether a project of this framework may reference one of <paramref name="other"/>, as far as conditions in project files ask.</summary>
    public bool IsCompatibleWith(Framework other) => Family == other.Family
        ? Version >= other.Version
        : (Family, other.Family) switch
        {
            (FrameworkFamily.Net, FrameworkFamily.Core or FrameworkFamily.Standard) => true,
            (FrameworkFamily.Core, FrameworkFamily.Standard) => other.Version <= new Version(Version.Major >= 3 ? "2.1" : "2.0"),
            (FrameworkFamily.Classic, FrameworkFamily.Standard) => Version >= new Version(4, 6, 1) && other.Version <= new Version(2, 0),
            _ => false,
        };

    private IEnumerable<string> OfFamily() => Family switch
    {
        FrameworkFamily.Net =>
        [
            "NET", "NETCOREAPP", Symbol("NET", Version, "_"),
            .. UpTo(Version, NetVersions).Select(v => Symbol("NET", v, "_") + "_OR_GREATER"),
            .. UpTo(Version, CoreVersions).Select(v => Symbol("NETCOREAPP", v, "_") + "_OR_GREATER"),
        ],
        FrameworkFamily.Core => ["NETCOREAPP", Symbol("NETCOREAPP", Version, "_"), .. UpTo(Version, CoreVersions).Select(v => Symbol("NETCOREAPP", v, "_") + "_OR_GREATER")],
        FrameworkFamily.Standard => ["NETSTANDARD", Symbol("NETSTANDARD", Version, "_"), .. UpTo(Version, StandardVersions).Select(v => Symbol("NETSTANDARD", v, "_") + "_OR_GREATER")],
        _ => ["NETFRAMEWORK", Symbol("NET", Version, ""), .. UpTo(Version, ClassicVersions).Select(v => Symbol("NET", v, "") + "_OR_GREATER")],
    };

    private static IEnumerable<Version> UpTo(Version last, IEnumerable<string> versions) => versions.Select(Version.Parse).Where(v => v <= last);

    /// <summary><c>NET10_0</c>, but <c>NET472</c> and <c>NET48</c>.</summary>
    private static string Symbol(string name, Version version, string separator) =>
        name + string.Join(separator, version.ToString().Split('.').Select(part => int.Parse(part, CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"^(?<name>netcoreapp|netstandard|net|v)(?<number>\d+(\.\d+)*)(-(?<platform>[a-z]+)[\d.]*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Moniker();
}

/// <summary>In the order of preference, the least first.</summary>
internal enum FrameworkFamily
{
    /// <summary>.NET Framework.</summary>
    Classic,

    /// <summary>.NET Standard.</summary>
    Standard,

    /// <summary>.NET Core up to 3.1.</summary>
    Core,

    /// <summary>.NET 5 and later.</summary>
    Net,
}
