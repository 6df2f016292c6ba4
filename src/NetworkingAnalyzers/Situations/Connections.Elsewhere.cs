using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Situations;

/// <content>Streams that come from elsewhere in this compilation: from a caller, or from behind an interface.</content>
internal static partial class Connections
{
    /// <summary>One step elsewhere costs as much as this many wrappers.</summary>
    private const int StepElsewhere = 2;
    private const int MostPlaces = 32;
    private const int MostCallersUp = 8;

    private static readonly ConditionalWeakTable<Sources, ConcurrentDictionary<ISymbol, bool>> Datagrams = new();

    private static readonly ConditionalWeakTable<Sources, ConcurrentDictionary<(ISymbol Symbol, int Depth), bool>> Elsewhere = new();

    /// <summary>A helper that takes any stream, or a class around one: what its callers give it says what it is.</summary>
    private static bool IsGivenOne(IParameterSymbol parameter, Seen seen, int depth) =>
        depth >= StepElsewhere
        && CouldCarry(parameter.Type, seen.Types)
        && Elsewhere.GetOrCreateValue(seen.Sources).GetOrAdd((parameter.OriginalDefinition, depth), _ =>
            GivenFor(parameter, seen).Any(value => Carries(value, seen, depth - StepElsewhere)));

    /// <summary>A method that is called with a socket for datagrams, as far as its callers, and theirs, are seen.</summary>
    private static bool IsGivenDatagrams(IParameterSymbol parameter, Seen seen) =>
        Datagrams.GetOrCreateValue(seen.Sources).GetOrAdd(parameter.OriginalDefinition, _ => ComeFromDatagrams(parameter, seen));

    private static bool ComeFromDatagrams(IParameterSymbol parameter, Seen seen)
    {
        var given = new List<ISymbol> { parameter.OriginalDefinition };
        for (var next = 0; next < given.Count && next < MostCallersUp; next++)
        {
            var called = (IParameterSymbol)given[next];
            if (called.ContainingSymbol is IMethodSymbol { OverriddenMethod.OriginalDefinition.Parameters: var above } && !given.Contains(above[called.Ordinal], SymbolEqualityComparer.Default))
            {
                // Its base class calls it by its own name.
                given.Add(above[called.Ordinal]);
            }

            foreach (var origin in GivenFor(called, seen).SelectMany(value => Origin.Of(value, seen.Sources)))
            {
                if (IsMadeForDatagrams(origin, seen.Types))
                {
                    return true;
                }

                if (origin is IParameterReferenceOperation { Parameter.OriginalDefinition: var outer } && !given.Contains(outer, SymbolEqualityComparer.Default))
                {
                    given.Add(outer);
                }
            }
        }

        return false;
    }

    /// <summary>
    /// <c>((State)result.AsyncState).Socket</c>: a field or property of another object, into which this compilation puts sockets for datagrams and nothing else.
    /// </summary>
    private static bool KeepsDatagrams(IOperation kept, Seen seen) =>
        kept is IMemberReferenceOperation { Instance: not (null or IInstanceReferenceOperation), Member: IFieldSymbol or IPropertySymbol, Member: { DeclaringSyntaxReferences.IsEmpty: false } member }
        && Datagrams.GetOrCreateValue(seen.Sources).GetOrAdd(member.OriginalDefinition, known =>
        {
            var writes = Writes.Among(seen.Sources.NamesAnywhere(known.Name, seen.Cancellation).Select(seen.Sources.OperationAt).OfType<IMemberReferenceOperation>()
                .Where(mention => SymbolEqualityComparer.Default.Equals(mention.Member.OriginalDefinition, known))).Take(MostPlaces).ToList();
            return writes.Count > 0 && writes.All(write => write.Value is { } value && Origin.Of(value, seen.Sources).Any(origin => IsMadeForDatagrams(origin, seen.Types)));
        });

    /// <summary>What callers of this compilation give for the parameter.</summary>
    public static IEnumerable<IOperation> GivenFor(IParameterSymbol parameter, Seen seen) =>
        parameter.OriginalDefinition is { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.Constructor or MethodKind.LocalFunction } method } given
            ? seen.Sources.CallsOf(method, seen.Cancellation).Take(MostPlaces)
                .SelectMany(call => Uses.ArgumentsOf(call))
                .Where(argument => SymbolEqualityComparer.Default.Equals(argument.Parameter?.OriginalDefinition, given))
                .Select(argument => argument.Value)
            : Enumerable.Empty<IOperation>();

    /// <summary>A stream behind an interface or a base class: what those who implement it give out says what it is.</summary>
    private static bool IsOneSomewhere(IPropertySymbol property, Seen seen, int depth) =>
        depth >= StepElsewhere
        && CouldCarry(property.Type, seen.Types)
        && !property.DeclaringSyntaxReferences.IsEmpty
        && Elsewhere.GetOrCreateValue(seen.Sources).GetOrAdd((property.OriginalDefinition, depth), _ =>
            seen.Compilation.GetSymbolsWithName(property.Name, SymbolFilter.Member, seen.Cancellation).OfType<IPropertySymbol>().Take(MostPlaces).Any(other =>
                Implements(other, property.OriginalDefinition) && GivesOne(other, seen, depth - StepElsewhere)));

    private static bool Implements(IPropertySymbol other, IPropertySymbol property) =>
        SymbolEqualityComparer.Default.Equals(other.OverriddenProperty?.OriginalDefinition, property)
        || SymbolEqualityComparer.Default.Equals(other.ContainingType.FindImplementationForInterfaceMember(property), other);

    private static bool GivesOne(IPropertySymbol property, Seen seen, int depth) =>
        seen.Types.IsConnectionStream(property.Type)
        || seen.Sources.ReturnedBy(property).Any(value => Carries(value, seen, depth))
        || Writes.Among(seen.Sources.MentionsOf(property)).Any(write => write.Value is { } value && Carries(value, seen, depth));
}
