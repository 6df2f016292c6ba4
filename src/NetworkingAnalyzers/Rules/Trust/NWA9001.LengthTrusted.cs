using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Trust;

/// <summary>A length that the peer has sent is allocated as it is: four bytes of it cost two gigabytes here.</summary>
public sealed class LengthTrusted : NetworkingRule
{
    private const string Unbounded = "as much is allocated before any of it has come";
    private const string PerhapsNegative = "only that it is not too large is looked at: a negative one throws here";

    /// <summary>Describes the rule.</summary>
    public LengthTrusted()
        : base(
            "NWA9001",
            "A length from the peer is allocated unchecked",
            "'{0}' is a length that the peer chose, and {1}; close the connection where it is negative or larger than your largest message",
            "Four bytes can say two gigabytes. A peer that is hostile, broken, or speaks another protocol makes the process allocate them for every connection that it opens; a negative number throws.")
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "how large a message may be is known to the protocol, not to a machine";

    /// <inheritdoc/>
    public override string? Threat => "a client that sends four bytes takes two gigabytes";

    private protected override void Watch(Watch on, NetTypes net) =>
        on.BodiesThat(body => body.Topics.HasAny(Topics.DecodesWideNumber | Topics.ReadsMachineOrder | Topics.ParsesWhole | Topics.SaysLengthOfBody | Receiving.Reads) || TakesConnection(body.Body.Owner, net), Judge);

    private static bool TakesConnection(ISymbol? owner, NetTypes net) =>
        owner is IMethodSymbol { Parameters: { IsEmpty: false } parameters } && parameters.Any(parameter => net.IsConnection(parameter.Type));

    private static void Judge(Seen seen)
    {
        foreach (var operation in Operations.Below(seen.Body.Root))
        {
            if (SizeOf(operation, seen) is { ConstantValue.HasValue: false } size && Trusted(size, operation, seen) is var (name, why) && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                seen.Report(size, name, why);
            }
        }
    }

    /// <summary>How much is allocated: bytes, elements, or room in a collection.</summary>
    private static IOperation? SizeOf(IOperation operation, Seen seen) => operation switch
    {
        IArrayCreationOperation { DimensionSizes.Length: 1, Initializer: null } array => array.DimensionSizes[0],
        IObjectCreationOperation { Arguments.Length: 1, Constructor.Parameters: { Length: 1 } given } room when given[0].Name == "capacity" && given[0].Type.SpecialType == SpecialType.System_Int32 => room.Arguments[0].Value,
        IInvocationOperation { Arguments.Length: > 0 } call when seen.Types.TopicsOf(call.TargetMethod).HasAny(Topics.AllocatesAsMuch) => call.Arguments[0].Value,
        _ => null,
    };

    /// <summary>The name of the length where it is the peer's and nobody bounds it, and what that means; null otherwise.</summary>
    private static (string Name, string Why)? Trusted(IOperation size, IOperation allocation, Seen seen)
    {
        var number = Uses.Plain(size);
        while (number is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply, RightOperand.ConstantValue.HasValue: true } moved)
        {
            number = Uses.Plain(moved.LeftOperand);
        }

        if (number is IInvocationOperation call)
        {
            return WireLengths.IsSaid(call, seen) || WireLengths.IsAnnounced(call, allocation, seen) ? (Uses.NameOf(call), Unbounded) : null;
        }

        if (number is IPropertyReferenceOperation property)
        {
            return WireLengths.IsSaidByRequest(property, seen) ? (Uses.NameOf(property), Unbounded) : null;
        }

        if (number is not ILocalReferenceOperation { Local: var local })
        {
            return null;
        }

        // "int length = 0;" before the header is looked for says nothing of what is found.
        var values = Writes.Among(seen.Body.MentionsOf(local)).Select(write => write.Value ?? WireLengths.ParsedInto(write.At, seen)).Where(value => value?.ConstantValue.HasValue != true).ToList();
        return values.Count == 0 || values.Contains(null) ? null
            : values.All(value => WireLengths.IsSaid(value!, seen) || WireLengths.IsAnnounced(value!, allocation, seen)) && !WireLengths.IsBoundedBefore(allocation, local, seen) ? (local.Name, Unbounded)
            : values.All(value => WireLengths.IsDecodedSigned(value!, seen)) && WireLengths.IsBoundedFromAboveOnly(allocation, local, seen) ? (local.Name, PerhapsNegative)
            : null;
    }
}
