using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Framing;

/// <summary>A connection is asked how long it is, where in it one stands, or what comes next: it has no length and no way back, and always throws or says "nothing".</summary>
public sealed class StreamCannotDoThat : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public StreamCannotDoThat()
        : base(
            "NWA2014",
            "A connection has no length and no position",
            "'{0}' always {2} on a {1}; take the length from the protocol, or read until the end",
            "A connection is bytes that come as they come: there is no length to ask for and no place to go back to. Length, Position, Seek and SetLength "
            + "throw NotSupportedException on the first call; BinaryReader.PeekChar, which must go back, says -1 whatever has come.",
            Certainty.Error)
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "how long a message is must be said by the protocol (a length prefix, a delimiter, the end of the connection); no machine can know which";

    private protected override void Watch(Watch on, NetTypes net) => on.Calls(Topics.Seeks | Topics.LooksAhead, Judge);

    private static void Judge(Call call)
    {
        if (call.Receiver is { } stream
            && stream is not IInstanceReferenceOperation
            && IsOfFramework(call.Member.ContainingType)
            && (call.Is(Topics.LooksAhead) ? ReaderCannotSeek(stream, call) : CannotSeek(stream, call)) is { } name
            && !IsOnlyNamed(call.Operation)
            && !IsPassedOn(call)
            && !AsksFirst(call)
            && !IsExpectedToThrow(call))
        {
            if (call.Is(Topics.LooksAhead))
            {
                call.Seen.Warn(Uses.PlaceOf(call.Operation), call.Name, name, "gives -1");
            }
            else
            {
                call.Report(call.Name, name, "throws NotSupportedException");
            }
        }
    }

    /// <summary>What the stream below the reader is, where that never seeks, whichever reader it is.</summary>
    private static string? ReaderCannotSeek(IOperation reader, Call call)
    {
        string? name = null;
        foreach (var origin in Origin.Of(reader, call.Seen.Sources))
        {
            name = origin is IObjectCreationOperation { Arguments.Length: > 0 } made && SymbolEqualityComparer.Default.Equals(made.Type, call.Net.BinaryReader) ? CannotSeek(Uses.Plain(made.Arguments[0].Value), call) : null;
            if (name is null)
            {
                return null;
            }
        }

        return name;
    }

    /// <summary>What the stream is, where that is one that never seeks, wherever it comes from; null otherwise.</summary>
    private static string? CannotSeek(IOperation stream, Call call)
    {
        if (IsConnection(stream.Type, call.Net))
        {
            return stream.Type!.Name;
        }

        if (!SymbolEqualityComparer.Default.Equals(stream.Type, call.Net.Stream) && !SymbolEqualityComparer.Default.Equals(stream.Type, call.Net.BufferedStream))
        {
            return null;
        }

        string? name = null;
        foreach (var origin in Origin.Of(stream, call.Seen.Sources))
        {
            // A buffer over a stream asks that stream.
            var made = origin is IObjectCreationOperation { Arguments.Length: > 0 } creation && NetTypes.Is(creation.Type, call.Net.BufferedStream) ? Uses.Plain(creation.Arguments[0].Value) : origin;
            name = IsConnection(made.Type, call.Net) ? made.Type!.Name
                : Uses.MemberOf(made) is { } member && call.Net.TopicsOf(member).HasAny(Topics.GivesHttpBody) ? "stream of an HTTP message"
                : null;
            if (name is null)
            {
                return null;
            }
        }

        return name;
    }

    /// <summary>A subclass of the user's may keep a length of its own.</summary>
    private static bool IsConnection(ITypeSymbol? type, NetTypes net) => net.IsConnectionStream(type) && IsOfFramework(type!);

    private static bool IsOfFramework(ITypeSymbol type) => type.DeclaringSyntaxReferences.IsEmpty;

    private static bool IsOnlyNamed(IOperation use) => Operations.Above<INameOfOperation>(use) is not null;

    /// <summary>A stream around the stream must override these and forwards them.</summary>
    private static bool IsPassedOn(Call call) => NetTypes.Is(call.Body.Owner?.ContainingType, call.Net.Stream);

    private static bool AsksFirst(Call call) =>
        call.Body.Uses.Any(use => use is IPropertyReferenceOperation { Property.Name: "CanSeek" });

    /// <summary>A handler for this very exception around it, or a test that it is thrown.</summary>
    private static bool IsExpectedToThrow(Call call)
    {
        for (var @try = Operations.Above<ITryOperation>(call.Operation); @try is not null; @try = @try.Parent is { } parent ? Operations.Above<ITryOperation>(parent) : null)
        {
            if (@try.Catches.Any(@catch => @catch.ExceptionType is { Name: "NotSupportedException" } && Operations.Contains(@try.Body, call.Operation)))
            {
                return true;
            }
        }

        return TestCode.Holds(call.Body.Owner, call.Seen.Compilation);
    }
}
