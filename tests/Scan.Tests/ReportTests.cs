using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Json.Schema;

namespace NetworkingAnalyzers.Scan.Tests;

public sealed partial class ReportTests : IDisposable
{
    private readonly MadeFolder _made = new(
        ("src/net/Peer.cs", MadeFolder.Bug),
        ("src/A & <b>.cs", MadeFolder.Bug.Replace("socket.Receive(buffer);", "socket.Receive(buffer); var s = \"</code><script>alert(1)</script>\";", StringComparison.Ordinal)),
        ("Broken.csproj", "<Project"));

    public void Dispose() => _made.Dispose();

    [Fact]
    public async Task Sarif_is_valid_and_says_where_what_and_why()
    {
        var sarif = await Sarif();
        var schema = typeof(ReportTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SarifSchema").Value!;
        var verdict = JsonSchema.FromText(await File.ReadAllTextAsync(schema)).Evaluate(JsonSerializer.SerializeToElement(sarif), new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(verdict.IsValid, JsonSerializer.Serialize(verdict));
        var run = sarif["runs"]![0]!;
        var result = run["results"]!.AsArray().Single(r => ArtifactOf(r!)["uri"]!.GetValue<string>() == "src/net/Peer.cs")!;
        Assert.Equal("NWA2001", result["ruleId"]!.GetValue<string>());
        Assert.Equal("warning", result["level"]!.GetValue<string>());
        Assert.Equal(6, result["locations"]![0]!["physicalLocation"]!["region"]!["startLine"]!.GetValue<int>());
        Assert.Equal("SRCROOT", ArtifactOf(result)["uriBaseId"]!.GetValue<string>());
        Assert.Equal(new Uri(_made.Root + "/").AbsoluteUri, run["originalUriBaseIds"]!["SRCROOT"]!["uri"]!.GetValue<string>());
        var rule = run["tool"]!["driver"]!["rules"]![result["ruleIndex"]!.GetValue<int>()]!;
        Assert.Equal("NWA2001", rule["id"]!.GetValue<string>());
        Assert.Equal("ReceiveCountIgnored", rule["name"]!.GetValue<string>());
        Assert.EndsWith("/docs/rules/NWA2001.md", rule["helpUri"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("Broken.csproj", run["invocations"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(run["results"]!.AsArray(), r => ArtifactOf(r!)["uri"]!.GetValue<string>() == "src/A%20%26%20%3Cb%3E.cs");
    }

    [Fact]
    public async Task The_schema_refuses_what_is_wrong()
    {
        var schema = typeof(ReportTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SarifSchema").Value!;
        var sarif = await Sarif();
        sarif["runs"]![0]!["results"]![0]!["level"] = "dreadful";
        Assert.False(JsonSchema.FromText(await File.ReadAllTextAsync(schema)).Evaluate(JsonSerializer.SerializeToElement(sarif)).IsValid);
    }

    [Fact]
    public async Task Fingerprints_stay_when_lines_move_and_differ_where_lines_are_alike()
    {
        _made.Write("src/net/Peer.cs", MadeFolder.Bug.Replace("socket.Receive(buffer);", "socket.Receive(buffer);\n        socket.Receive(buffer);", StringComparison.Ordinal));
        var before = Fingerprints(await Sarif());
        _made.Write("src/net/Peer.cs", "// moved\n\n" + _made.Read("src/net/Peer.cs").Replace("        socket", "    socket", StringComparison.Ordinal));
        Assert.Equal(before, Fingerprints(await Sarif()));
        Assert.Equal(3, before.Distinct().Count());
    }

    [Fact]
    public async Task Json_has_what_the_text_has()
    {
        var (code, output, _) = await _made.Scan("--format", "json");
        Assert.Equal(1, code);
        var json = JsonNode.Parse(output)!;
        Assert.Equal(2, json["findings"]!.AsArray().Count);
        var finding = json["findings"]!.AsArray().Last()!;
        Assert.Equal("NWA2001", finding["rule"]!.GetValue<string>());
        Assert.Equal("warning", finding["severity"]!.GetValue<string>());
        Assert.Equal((6, 16), (finding["line"]!.GetValue<int>(), finding["column"]!.GetValue<int>()));
        Assert.Equal("Fill", finding["member"]!.GetValue<string>());
        Assert.Equal("socket.Receive(buffer);", finding["source"]!.GetValue<string>());
    }

    [Fact]
    public async Task Html_stands_alone_and_code_in_it_is_text()
    {
        var (_, output, _) = await _made.Scan("--format", "html");
        Assert.DoesNotContain("<script>alert", output, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", output, StringComparison.Ordinal);
        Assert.Contains("data-path=\"src/A &amp; &lt;b&gt;.cs\"", output, StringComparison.Ordinal);
        Assert.Contains("<mark>Receive</mark>", output, StringComparison.Ordinal);
        Assert.Contains("Why it matters", output, StringComparison.Ordinal);
        Assert.Contains("<option value=\"src/net/\">src/net/ (1)</option>", output, StringComparison.Ordinal);
        Assert.DoesNotContain(Loads().Matches(output), match => !match.Value.Contains("data:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_a_baseline_only_new_findings_fail()
    {
        var baseline = _made.At("known.json");
        var (code, output, errors) = await _made.Scan("--baseline", baseline);
        Assert.Equal(2, code);
        Assert.Contains("--update-baseline writes it", errors, StringComparison.Ordinal);

        (code, output, _) = await _made.Scan("--baseline", baseline, "--update-baseline");
        Assert.Equal(0, code);
        Assert.Contains("2 findings written", output, StringComparison.Ordinal);

        _made.Write("src/net/Peer.cs", "\n\n" + MadeFolder.Bug);
        Assert.Equal(0, (await _made.Scan("--baseline", baseline)).Code);

        _made.Write("src/net/New.cs", MadeFolder.Bug.Replace("Peer", "New", StringComparison.Ordinal));
        _made.Write("src/net/Peer.cs", "");
        (code, output, _) = await _made.Scan("--baseline", baseline);
        Assert.Equal(1, code);
        Assert.Contains("New.cs", output, StringComparison.Ordinal);
        Assert.Contains("1 warning not in the baseline, which has 1 more; 1 of it is gone;", output, StringComparison.Ordinal);
        Assert.Equal(["new", "unchanged"], (await Sarif("--baseline", baseline))["runs"]![0]!["results"]!.AsArray().Select(r => r!["baselineState"]!.GetValue<string>()).Order());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("{\"version\": 99, \"findings\": []}")]
    [InlineData("{\"version\": 1, \"findings\": [null]}")]
    public async Task What_is_no_baseline_is_refused(string text)
    {
        _made.Write("known.json", text);
        var (code, _, errors) = await _made.Scan("--baseline", _made.At("known.json"));
        Assert.Equal(2, code);
        Assert.Contains("known.json' is no baseline", errors, StringComparison.Ordinal);
    }

    private static JsonNode ArtifactOf(JsonNode result) => result["locations"]![0]!["physicalLocation"]!["artifactLocation"]!;

    private static string[] Fingerprints(JsonNode sarif) => [.. sarif["runs"]![0]!["results"]!.AsArray().Select(r => r!["partialFingerprints"]!["networkingAnalyzers/v1"]!.GetValue<string>())];

    private async Task<JsonNode> Sarif(params string[] more) => JsonNode.Parse((await _made.Scan(["--format", "sarif", .. more])).Output)!;

    /// <summary>What a browser would fetch.</summary>
    [GeneratedRegex("(?:src|<link[^>]*href)=[\"'][^\"']*[\"']|url\\([^)]*\\)|@import[^;]*;")]
    private static partial Regex Loads();
}
