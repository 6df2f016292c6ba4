using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <content>Streams that this compilation writes itself, over a connection.</content>
internal static partial class Connections
{
    /// <summary>
    /// Whether a read may bring less than was asked for because a network is below: that of a connection, or of a stream of this
    /// compilation that hands on what one brings. Whether such a stream waits, or for how long, is its own matter: only what is done with its bytes can be judged.
    /// </summary>
    public static bool MayBringPart(IOperation? value, Seen seen) => value is not null && (Carries(value, seen) || IsOwnOverOne(value, seen));

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
