using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;
using NetworkingAnalyzers.Situations;

namespace NetworkingAnalyzers.Rules.Trust;

/// <summary>A version of SSL or TLS that is broken is switched on: the two sides may agree on it.</summary>
public sealed class ObsoleteTls : NetworkingRule
{
    /// <summary>Describes the rule.</summary>
    public ObsoleteTls()
        : base(
            "NWA9009",
            "A broken version of TLS is switched on",
            "'{0}' lets both sides agree on a version that is broken, or on nothing newer; leave the choice to the system, or name 'Tls12' and newer alone",
            "SSL 2 and 3, TLS 1.0 and 1.1 are broken or rest on what is (RFC 6176, RFC 7568, RFC 8996). Where one of them is allowed, somebody in between can have both sides agree on it; where nothing else is named, the connection ends with the first peer that has given it up: "
            + "servers, libraries of TLS and operating systems do.",
            Certainty.Strict)
    {
    }

    /// <inheritdoc/>
    public override string? NoFix => "which peers still need it is known to those who run them";

    /// <inheritdoc/>
    public override string? Threat => "whoever stands in between brings both sides down to a version that can be broken";

    private protected override void Watch(Watch on, NetTypes net) => on.BodiesThat(body => body.Body.Choices.Any(choice => Protocols.IsVersion(choice.Field.ContainingType)), Judge);

    private static void Judge(Seen seen)
    {
        var told = new HashSet<IOperation>();
        foreach (var choice in seen.Body.Choices)
        {
            if (Protocols.IsBroken(choice.Field) && WholeOf(choice) is { } whole && told.Add(whole) && IsSwitchedOn(whole) && !IsChosen(whole) && !TestCode.Holds(seen.Body.Owner, seen.Compilation))
            {
                var named = Operations.Below(whole).OfType<IFieldReferenceOperation>().Where(one => Protocols.IsBroken(one.Field)).Select(one => one.Field.ContainingType.Name + "." + one.Field.Name).Distinct().ToList();
                seen.Report(named.Count > 1 ? whole : choice, string.Join(" | ", named));
            }
        }
    }

    /// <summary>All that it is put together with by <c>|</c>; null where it is taken away, compared or tested.</summary>
    private static IOperation? WholeOf(IOperation version)
    {
        while (true)
        {
            switch (version.Parent)
            {
                case IConversionOperation or IParenthesizedOperation:
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Or }:
                    version = version.Parent;
                    break;
                case IUnaryOperation or IBinaryOperation or IPatternOperation or IIsPatternOperation:
                    return null;
                default:
                    return version;
            }
        }
    }

    private static bool IsSwitchedOn(IOperation whole) => whole.Parent switch
    {
        IArgumentOperation { Parameter.Type: var wanted } => Protocols.IsVersion(wanted),
        ISimpleAssignmentOperation assignment => ReferenceEquals(assignment.Value, whole),
        // Where .NET Framework knows TLS 1.2 and does not offer it, this line is there to offer it.
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Or } => !Operations.Below(whole).OfType<IFieldReferenceOperation>().Any(one => Protocols.IsSound(one.Field)),
        IVariableInitializerOperation or ISymbolInitializerOperation => true,
        _ => false,
    };

    /// <summary>Somebody asks for it: a case of a setting, a condition that speaks of versions or of old peers. Where none is set is no choice.</summary>
    private static bool IsChosen(IOperation whole)
    {
        var child = whole;
        for (var up = whole.Parent; up is not null; child = up, up = up.Parent)
        {
            var asked = up switch
            {
                ISwitchOperation @switch => @switch.Value,
                ISwitchExpressionOperation arms => arms.Value,
                IConditionalOperation choice when !ReferenceEquals(choice.Condition, child) => choice.Condition,
                _ => null,
            };
            if (asked is not null && Operations.BelowInFunction(asked).Any(SpeaksOfChoice))
            {
                return true;
            }
        }

        return false;
    }

    private static bool SpeaksOfChoice(IOperation asked) =>
        !Protocols.IsVersion(asked.Type) && (Makings.SymbolOf(asked)?.Name ?? (asked as IInvocationOperation)?.TargetMethod.Name) is { } name && Protocols.SpeaksOfChoice(name);
}
