using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>Calls that take what they are given for one whole value.</summary>
internal static class Parsing
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(ParsesWhole, "System.Int16", "Parse", "TryParse"),
        new ApiRow(ParsesWhole, "System.Int32", "Parse", "TryParse"),
        new ApiRow(ParsesWhole, "System.Int64", "Parse", "TryParse"),
        new ApiRow(ParsesWhole, "System.UInt16", "Parse", "TryParse"),
        new ApiRow(ParsesWhole, "System.UInt32", "Parse", "TryParse"),
        new ApiRow(ParsesWhole, "System.UInt64", "Parse", "TryParse"),
        new ApiRow(ParsesWhole, "System.Single", "Parse", "TryParse"),
        new ApiRow(ParsesWhole, "System.Double", "Parse", "TryParse"),
        new ApiRow(ParsesWhole, "System.Decimal", "Parse", "TryParse"),
        new ApiRow(ParsesWhole, "System.Boolean", "Parse", "TryParse"),
        new ApiRow(ParsesWhole, "System.Guid", "Parse", "TryParse"),
        new ApiRow(ParsesWhole, "System.DateTime", "Parse", "TryParse"),
        new ApiRow(ParsesWhole, "System.Enum", "Parse", "TryParse"),
        new ApiRow(ParsesWhole, "System.Convert", "ToInt16", "ToInt32", "ToInt64", "ToDouble", "FromBase64String", "FromHexString"),
        new ApiRow(ParsesWhole, "System.Text.Json.JsonSerializer", "Deserialize") { Only = IsNotOverStream },
        new ApiRow(ParsesWhole, "System.Text.Json.JsonDocument", "Parse") { Only = IsNotOverStream },
        new ApiRow(ParsesWhole, "System.Text.Json.Nodes.JsonNode", "Parse") { Only = IsNotOverStream },
        new ApiRow(ParsesWhole, "System.Xml.Linq.XDocument", "Parse"),
        new ApiRow(ParsesWhole, "System.Xml.Linq.XElement", "Parse"),
        new ApiRow(ParsesWhole, "System.Xml.XmlDocument", "LoadXml"));

    /// <summary>A deserialiser of whatever library: what it is given must be one whole value.</summary>
    public static bool WantsWhole(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences.IsEmpty && method.Name is ("Deserialize" or "DeserializeObject" or "DeserializeAnonymousType" or "ReadObject");

    /// <summary>A document that does not end with its stream's end cannot be told from a torn one; that is another sin.</summary>
    private static bool IsNotOverStream(ISymbol member) => member is IMethodSymbol method && !method.Parameters.Any(p => p.Type.Name is "Stream" or "PipeReader");
}

internal readonly partial struct Topics
{
    /// <summary>Reads a text or bytes as one value, and fails where they are a part of it or more: <c>int.Parse</c>, <c>JsonSerializer.Deserialize</c>.</summary>
    public static readonly Topics ParsesWhole = New();
}
