using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using static NetworkingAnalyzers.Knowledge.Topics;

namespace NetworkingAnalyzers.Knowledge;

/// <summary>The body of a response: what gives it unread, and what keeps a stream and is read later, by whoever gets it.</summary>
internal static class Bodies
{
    public static readonly ImmutableArray<ApiRow> Rows = ImmutableArray.Create(
        new ApiRow(GivesBody, "System.Net.Http.HttpResponseMessage", "Content"),
        new ApiRow(GivesBody, "System.Net.Http.HttpContent", "ReadAsStream", "ReadAsStreamAsync"),
        new ApiRow(GivesBody, "System.Net.Http.Json.HttpContentJsonExtensions", "ReadFromJsonAsAsyncEnumerable"),
        new ApiRow(GivesBody, "System.Net.WebResponse", "GetResponseStream"),
        new ApiRow(GivesBody, "System.Net.HttpWebResponse", "GetResponseStream"),

        new ApiRow(KeepsStream, "System.Net.Http.StreamContent", ".ctor"),
        new ApiRow(KeepsStream, "System.Text.Json.JsonSerializer", "DeserializeAsyncEnumerable"),
        new ApiRow(KeepsStream, "System.Threading.Tasks.Task", "FromResult"),
        new ApiRow(KeepsStream, "System.Xml.XmlReader", "Create"),

        // ASP.NET sends a result when the action, and all that it disposes of, has ended.
        new ApiRow(KeepsStream, "Microsoft.AspNetCore.Mvc.ControllerBase", "File"),
        new ApiRow(KeepsStream, "Microsoft.AspNetCore.Mvc.FileStreamResult", ".ctor"),
        new ApiRow(KeepsStream, "Microsoft.AspNetCore.Http.Results", "File", "Stream"),
        new ApiRow(KeepsStream, "Microsoft.AspNetCore.Http.TypedResults", "File", "Stream"));

    /// <summary>Whether what an argument's call gives is read later, and then reads what is passed there.</summary>
    public static bool KeepsUnread(IParameterSymbol? parameter, NetTypes net) =>
        parameter?.ContainingSymbol is IMethodSymbol method
        && (Owning.WrappingOf(parameter, net) is not null || net.TopicsOf(method).HasAny(KeepsStream) || IsPartOfRecord(parameter, method));

    /// <summary><c>record Download(Stream Body, string Name)</c>.</summary>
    private static bool IsPartOfRecord(IParameterSymbol parameter, IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Constructor, ContainingType.IsRecord: true }
        && method.ContainingType.GetMembers(parameter.Name).Any(member => member is IPropertySymbol property && SymbolEqualityComparer.Default.Equals(property.Type, parameter.Type));
}

/// <content>The topics of this table.</content>
internal readonly partial struct Topics
{
    /// <summary>Gives the body of a response, which ends with the response.</summary>
    public static readonly Topics GivesBody = New();

    /// <summary>Keeps the stream that it is given, to be read later.</summary>
    public static readonly Topics KeepsStream = New();
}
