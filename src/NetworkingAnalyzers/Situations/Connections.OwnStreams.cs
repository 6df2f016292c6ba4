using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <content>Streams whose reads bring what a network has brought so far, though they are no connection: own ones over a connection, the body of an HTTP message.</content>
internal static partial class Connections
{
    /// <summary>
    /// Whether a read may bring less than was asked for because a network is below: that of a connection, of a stream of this
    /// compilation that hands on what one brings, or of an HTTP body that has not been gathered first. Whether such a stream waits, or for how long, is its own matter: only what
    /// is done with its bytes can be judged.
    /// </summary>
    public static bool MayBringPart(IOperation? value, Seen seen) => value is not null && (Carries(value, seen) || IsOwnOverOne(value, seen) || IsBody(value, seen, WrapperDepth));

    /// <summary>What <c>GetResponseStream</c>, <c>GetStreamAsync</c>, <c>HttpListenerRequest.InputStream</c> and <c>HttpRequest.Body</c> give, and readers over it.</summary>
    private static bool IsBody(IOperation value, Seen seen, int depth) =>
        depth > 0
        && CouldCarry(Uses.Plain(value).Type, seen.Types)
        && Origin.Of(value, seen.Sources).Any(origin => origin switch
        {
            IInvocationOperation { TargetMethod: { Name: "GetResponseStream", ContainingType: var type } } => NetTypes.Is(type, seen.Types.Type("System.Net.WebResponse")),
            IInvocationOperation { TargetMethod: { Name: "GetStreamAsync", ContainingType: var type } } => NetTypes.Is(type, seen.Types.Type("System.Net.Http.HttpClient")),
            IInvocationOperation { TargetMethod: { Name: "OpenRead" or "OpenReadTaskAsync", ContainingType: var type } } => NetTypes.Is(type, seen.Types.Type("System.Net.WebClient")),
            IInvocationOperation { TargetMethod: { Name: "ReadAsStreamAsync" or "ReadAsStream", ContainingType: var type } } call => NetTypes.Is(type, seen.Types.Type("System.Net.Http.HttpContent")) && IsNotGathered(call, seen),
            IPropertyReferenceOperation { Property: { Name: "InputStream", ContainingType: var type } } => NetTypes.Is(type, seen.Types.Type("System.Net.HttpListenerRequest")),
            IPropertyReferenceOperation { Property: { Name: "Body", ContainingType: var type } } => NetTypes.Is(type, seen.Types.Type("Microsoft.AspNetCore.Http.HttpRequest")),
            IObjectCreationOperation { Arguments: { Length: > 0 } given } made => CouldCarry(made.Type, seen.Types) && IsFrameworkType(made.Type) && IsBody(given[0].Value, seen, depth - 1),
            _ => false,
        });

    /// <summary>Without <c>HttpCompletionOption.ResponseHeadersRead</c> the client has gathered the whole body before it gives the response.</summary>
    private static bool IsNotGathered(IOperation call, Seen seen) => Sources.NamesIn(Body.RootOf(call).Syntax).Contains("ResponseHeadersRead");

    private static bool IsOwnOverOne(IOperation value, Seen seen)
    {
        value = Uses.Plain(value);
        return value is not IInstanceReferenceOperation
            && NetTypes.Is(value.Type, seen.Types.Stream)
            && (HandsOnConnection(value.Type, seen) || Origin.Of(value, seen.Sources).Any(origin => origin is not null
                && (HandsOnConnection(origin.Type, seen)
                    || (origin is IObjectCreationOperation { Arguments.Length: > 0 } made && HandsOn(made.Type, seen) && CouldCarry(Uses.Plain(made.Arguments[0].Value).Type, seen.Types) && Carries(made.Arguments[0].Value, seen, WrapperDepth - StepElsewhere)))));
    }

    private static bool HandsOnConnection(ITypeSymbol? type, Seen seen) =>
        HandsOn(type, seen) && type!.GetMembers().OfType<IFieldSymbol>().Any(field => !field.IsStatic && seen.Types.IsConnection(field.Type));

    /// <summary>A stream of this compilation whose reads have no loop that could wait for the rest.</summary>
    private static bool HandsOn(ITypeSymbol? type, Seen seen) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class, DeclaringSyntaxReferences.IsEmpty: false } && NetTypes.Is(type, seen.Types.Stream)
        && type.GetMembers().OfType<IMethodSymbol>().Where(method => method is { IsOverride: true, Name: "Read" or "ReadAsync" }).ToList() is { Count: > 0 } reads
        && reads.All(read => seen.Sources.BodyOf(read) is { } body && body.AllLoops.IsEmpty);
}
