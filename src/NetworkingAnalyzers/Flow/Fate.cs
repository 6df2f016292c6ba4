using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>What becomes of a value at the place where it is produced.</summary>
internal enum FateKind
{
    /// <summary>Nobody looks at it: an expression statement, a discard, a conversion that loses it.</summary>
    Dropped,

    /// <summary>Stored in a local, parameter, field or property (see <see cref="Fate.Into"/>).</summary>
    Stored,

    /// <summary>Returned from the function that produced it.</summary>
    Returned,

    /// <summary>Given to a call as an argument.</summary>
    Passed,

    /// <summary>Used in an expression: compared, added, its member read.</summary>
    Read,

    /// <summary>Not understood: treat as used.</summary>
    Unknown,
}

/// <summary>
/// What becomes of a value, seen through <c>await</c>, <c>ConfigureAwait</c>, <c>AsTask</c>, <c>Result</c>, conversions,
/// <c>?:</c>, <c>??</c>, <c>?.</c> and switch arms.
/// </summary>
internal readonly struct Fate
{
    private Fate(FateKind kind, IOperation at, ISymbol? into = null, bool accumulates = false)
    {
        Kind = kind;
        At = at;
        Into = into;
        Accumulates = accumulates;
    }

    public FateKind Kind { get; }

    /// <summary>The operation that decides: the assignment, argument, return, statement.</summary>
    public IOperation At { get; }

    /// <summary>The local, parameter, field or property that it is stored in.</summary>
    public ISymbol? Into { get; }

    /// <summary>Stored by <c>+=</c> and the like.</summary>
    public bool Accumulates { get; }

    public static Fate Of(IOperation value)
    {
        var child = value;
        while (true)
        {
            var parent = child.Parent;
            switch (parent)
            {
                case null:
                    return new Fate(FateKind.Unknown, child);

                case IConversionOperation conversion:
                    if (LosesResult(child.Type, conversion.Type))
                    {
                        return new Fate(FateKind.Dropped, conversion);
                    }

                    break;

                case IAwaitOperation or IParenthesizedOperation or ICoalesceOperation:
                    break;

                case IExpressionStatementOperation:
                    return new Fate(FateKind.Dropped, parent);

                case ISimpleAssignmentOperation assignment when ReferenceEquals(assignment.Value, child):
                    return assignment.Target is IDiscardOperation
                        ? new Fate(FateKind.Dropped, assignment)
                        : new Fate(FateKind.Stored, assignment, TargetOf(assignment.Target));

                case ICoalesceAssignmentOperation coalesce when ReferenceEquals(coalesce.Value, child):
                    return new Fate(FateKind.Stored, coalesce, TargetOf(coalesce.Target));

                case ICompoundAssignmentOperation compound when ReferenceEquals(compound.Value, child):
                    return new Fate(FateKind.Stored, compound, TargetOf(compound.Target), accumulates: true);

                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                    return new Fate(FateKind.Stored, declarator, declarator.Symbol);

                case IFieldInitializerOperation { InitializedFields: { Length: > 0 } fields }:
                    return new Fate(FateKind.Stored, parent, fields[0]);

                case IPropertyInitializerOperation { InitializedProperties: { Length: > 0 } properties }:
                    return new Fate(FateKind.Stored, parent, properties[0]);

                case IReturnOperation:
                    return new Fate(FateKind.Returned, parent);

                case IArgumentOperation argument:
                    // An extension method that is task plumbing (WaitAsync) passes the value through.
                    if (argument.Parent is IInvocationOperation { Instance: null } extension && Awaiting.PassesThrough(extension.TargetMethod)
                        && ReferenceEquals(extension.Arguments[0], argument))
                    {
                        parent = extension;
                        break;
                    }

                    return new Fate(FateKind.Passed, argument);

                case IInvocationOperation invocation when ReferenceEquals(invocation.Instance, child):
                    if (Awaiting.PassesThrough(invocation.TargetMethod))
                    {
                        break;
                    }

                    return Awaiting.WaitsOnly(invocation.TargetMethod)
                        ? new Fate(FateKind.Dropped, invocation)
                        : new Fate(FateKind.Read, invocation);

                case IPropertyReferenceOperation property when Awaiting.IsResult(property.Property):
                    break;

                case IConditionalOperation { Type: not null } conditional when !ReferenceEquals(conditional.Condition, child):
                    break;

                case IConditionalAccessOperation access when ReferenceEquals(access.WhenNotNull, child):
                    break;

                case ISwitchExpressionArmOperation arm when ReferenceEquals(arm.Value, child) && arm.Parent is { } @switch:
                    parent = @switch;
                    break;

                default:
                    return new Fate(FateKind.Read, parent);
            }

            child = parent;
        }
    }

    private static ISymbol? TargetOf(IOperation target) => target switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IMemberReferenceOperation member => member.Member,
        _ => null,
    };

    /// <summary><c>Task&lt;int&gt;</c> given where a plain <c>Task</c> is wanted: whoever awaits it gets no result.</summary>
    private static bool LosesResult(ITypeSymbol? from, ITypeSymbol? to) =>
        Awaiting.IsTaskWithResult(from) && Awaiting.IsTaskWithoutResult(to);
}
