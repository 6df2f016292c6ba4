using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NetworkingAnalyzers.Flow;

/// <summary>What one mention of a variable does with the object in it.</summary>
internal enum UseKind
{
    /// <summary>A member is called, read or set on it (<see cref="Use.Member"/>); it stays where it was.</summary>
    Receiver,

    /// <summary>Compared, tested for null, asked for its type, locked, formatted, dropped: nobody gets it.</summary>
    Inspected,

    /// <summary>The resource of a <c>using</c>: disposed at its end.</summary>
    Using,

    /// <summary>Given to a call or constructor (<see cref="Use.Parameter"/>).</summary>
    Passed,

    /// <summary>Given by <c>ref</c> or <c>out</c>: the variable itself is handed over.</summary>
    PassedByReference,

    /// <summary>Another local also names it now (<see cref="Use.Into"/>).</summary>
    Aliased,

    /// <summary>Put into a field, property, element, tuple, collection or event (<see cref="Use.Into"/> where it is a field or property).</summary>
    Stored,

    /// <summary>Returned from the function that holds it.</summary>
    Returned,

    /// <summary>Handed to the consumer of an iterator.</summary>
    Yielded,

    /// <summary>Used in a lambda or local function, or bound into a delegate: may live on there.</summary>
    Captured,

    /// <summary>Thrown.</summary>
    Thrown,

    /// <summary>The variable is given a new value.</summary>
    Written,

    /// <summary>Not understood: treat as escaped.</summary>
    Unknown,
}

/// <summary>One thing that happens to an object held in a variable.</summary>
internal readonly struct Use
{
    public Use(IOperation mention, UseKind kind, IOperation at, ISymbol? member = null, IParameterSymbol? parameter = null, ISymbol? into = null)
    {
        Mention = mention;
        Kind = kind;
        At = at;
        Member = member;
        Parameter = parameter;
        Into = into;
    }

    /// <summary>Where the variable is named.</summary>
    public IOperation Mention { get; }

    public UseKind Kind { get; }

    /// <summary>The operation that does it: the call, assignment, return, <c>using</c>.</summary>
    public IOperation At { get; }

    /// <summary>Of <see cref="UseKind.Receiver"/>: the method, property or event used.</summary>
    public ISymbol? Member { get; }

    /// <summary>Of <see cref="UseKind.Passed"/>: which parameter receives it, where known.</summary>
    public IParameterSymbol? Parameter { get; }

    /// <summary>Of <see cref="UseKind.Aliased"/> and <see cref="UseKind.Stored"/>: the variable that receives it, where it is one.</summary>
    public ISymbol? Into { get; }
}

/// <summary>What happens to an object held in a local or parameter: used, given away, kept, released.</summary>
internal static class Escape
{
    private const int Budget = 256;

    /// <summary>Everything that the mentions of the variable do with the object, in source order. The declaration itself is none.</summary>
    public static ImmutableArray<Use> UsesOf(ISymbol variable, Body body)
    {
        var uses = ImmutableArray.CreateBuilder<Use>();
        IOperation? owner = null;
        foreach (var mention in body.MentionsOf(variable))
        {
            if (mention is IVariableDeclaratorOperation or IPatternOperation)
            {
                owner ??= Body.FunctionOf(mention);
                if (mention is IVariableDeclaratorOperation declarator && IsUsing(declarator))
                {
                    uses.Add(new Use(mention, UseKind.Using, declarator));
                }

                continue;
            }

            if (mention.Parent is IDeclarationExpressionOperation)
            {
                owner ??= Body.FunctionOf(mention);
            }

            if (owner is null ? IsFromOutside(variable, mention) : !ReferenceEquals(owner, Body.FunctionOf(mention)))
            {
                uses.Add(new Use(mention, UseKind.Captured, Body.FunctionOf(mention)));
                continue;
            }

            if (Write.By(mention) is not null && mention.Parent is not IArgumentOperation)
            {
                uses.Add(new Use(mention, UseKind.Written, mention.Parent!));
                continue;
            }

            Classify(mention, uses);
        }

        return uses.ToImmutable();
    }

    /// <summary>Everything that happens to a value at the place where it is produced: one use, or one for each assignment in a chain.</summary>
    public static ImmutableArray<Use> UsesOf(IOperation value)
    {
        var uses = ImmutableArray.CreateBuilder<Use>();
        Classify(value, uses);
        return uses.ToImmutable();
    }

    /// <summary>
    /// Whether a method of this compilation visibly only uses what it is given for the parameter: each use of it there is one
    /// that <paramref name="isHarmless"/> accepts. False where the code cannot be seen, is not the code that will run (virtual),
    /// or does anything else.
    /// </summary>
    public static bool OnlyBorrows(IParameterSymbol parameter, Sources sources, Func<Use, bool> isHarmless, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (CodeFor(parameter, sources) is not { } code)
        {
            return false;
        }

        foreach (var use in UsesOf(code.Parameter, code.Body))
        {
            if (!isHarmless(use))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The code that will see what is passed for the parameter, and the parameter as that code knows it. Null where it cannot be
    /// seen: another assembly's, a virtual method, an iterator (it keeps its arguments until it is consumed), a primary constructor.
    /// </summary>
    public static (IParameterSymbol Parameter, Body Body)? CodeFor(IParameterSymbol parameter, Sources sources)
    {
        if (parameter.RefKind is RefKind.Ref or RefKind.Out
            || parameter.ContainingSymbol is not IMethodSymbol { IsVirtual: false, IsAbstract: false } method
            || (method.IsOverride && !method.IsSealed && !method.ContainingType.IsSealed))
        {
            return null;
        }

        var definition = method.OriginalDefinition;
        definition = definition.PartialImplementationPart ?? definition;
        return parameter.Ordinal < definition.Parameters.Length && sources.BodyOf(definition) is { } body && !IsIterator(body, definition)
            ? (definition.Parameters[parameter.Ordinal], body)
            : null;
    }

    /// <summary>Of a local function the return type alone is asked.</summary>
    private static bool IsIterator(Body body, IMethodSymbol method)
    {
        if (!method.ReturnType.Name.StartsWith("IEnumer", StringComparison.Ordinal) && !method.ReturnType.Name.StartsWith("IAsyncEnumer", StringComparison.Ordinal))
        {
            return false;
        }

        if (method.MethodKind == MethodKind.LocalFunction)
        {
            return true;
        }

        foreach (var operation in Operations.BelowInFunction(body.Root))
        {
            if (operation.Kind is OperationKind.YieldReturn or OperationKind.YieldBreak)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFromOutside(ISymbol variable, IOperation mention)
    {
        var holder = Body.FunctionOf(mention) switch
        {
            IAnonymousFunctionOperation lambda => lambda.Symbol,
            ILocalFunctionOperation local => local.Symbol,
            _ => (ISymbol?)null,
        };
        return holder is not null && !SymbolEqualityComparer.Default.Equals(variable.ContainingSymbol, holder);
    }

    private static bool IsUsing(IVariableDeclaratorOperation declarator) =>
        declarator.Parent is IVariableDeclarationOperation { Parent: IVariableDeclarationGroupOperation { Parent: IUsingDeclarationOperation or IUsingOperation } };

    /// <summary>Climbs from the mention through everything whose value is still the same object.</summary>
    private static void Classify(IOperation mention, ImmutableArray<Use>.Builder uses)
    {
        var child = mention;
        for (var steps = 0; steps < Budget; steps++)
        {
            var parent = child.Parent;
            switch (parent)
            {
                case IConversionOperation { OperatorMethod: null } or IParenthesizedOperation or IAwaitOperation:
                case IInvocationOperation plumbing when Awaiting.PassesThrough(plumbing.TargetMethod):
                case IArgumentOperation { Parent: IInvocationOperation { Instance: null, TargetMethod: var method } } when Awaiting.PassesThrough(method):
                case IPropertyReferenceOperation result when Awaiting.IsResult(result.Property):
                case IConditionalOperation { Type: not null } conditional when !ReferenceEquals(conditional.Condition, child):
                case ICoalesceOperation:
                    break;

                case ISwitchExpressionArmOperation { Parent: { } @switch } arm when ReferenceEquals(arm.Value, child):
                    parent = @switch;
                    break;

                case IConditionalAccessOperation access when ReferenceEquals(access.Operation, child):
                    uses.Add(OnConditional(mention, access));
                    return;

                case IInvocationOperation invocation when ReferenceEquals(invocation.Instance, child):
                    uses.Add(new Use(mention, UseKind.Receiver, invocation, invocation.TargetMethod));
                    return;

                case IMethodReferenceOperation reference:
                    uses.Add(new Use(mention, UseKind.Captured, reference, reference.Method));
                    return;

                case IMemberReferenceOperation member when ReferenceEquals(member.Instance, child):
                    uses.Add(new Use(mention, UseKind.Receiver, member, member.Member));
                    return;

                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                    uses.Add(new Use(mention, UseKind.PassedByReference, argument, parameter: argument.Parameter));
                    return;

                case IArgumentOperation argument:
                    uses.Add(new Use(mention, UseKind.Passed, argument.Parent ?? argument, parameter: argument.Parameter));
                    return;

                case ISimpleAssignmentOperation or ICoalesceAssignmentOperation when ReferenceEquals(((IAssignmentOperation)parent).Value, child):
                    uses.Add(Assigned(mention, (IAssignmentOperation)parent));
                    if (parent.Parent is IExpressionStatementOperation or IObjectOrCollectionInitializerOperation or IAnonymousObjectCreationOperation)
                    {
                        return;
                    }

                    break;

                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                    uses.Add(IsUsing(declarator)
                        ? new Use(mention, UseKind.Using, declarator)
                        : new Use(mention, UseKind.Aliased, declarator, into: declarator.Symbol));
                    return;

                case IUsingOperation @using when ReferenceEquals(@using.Resources, child):
                    uses.Add(new Use(mention, UseKind.Using, @using));
                    return;

                case IReturnOperation @return:
                    uses.Add(new Use(mention, @return.Kind == OperationKind.YieldReturn ? UseKind.Yielded : UseKind.Returned, @return));
                    return;

                case IThrowOperation:
                    uses.Add(new Use(mention, UseKind.Thrown, parent));
                    return;

                case ITupleOperation or ISymbolInitializerOperation or IEventAssignmentOperation:
                case { } gathering when Operations.Gathers(gathering):
                    uses.Add(new Use(mention, UseKind.Stored, parent));
                    return;

                case IIsPatternOperation @is when ReferenceEquals(@is.Value, child):
                    uses.Add(AliasOf(@is.Pattern) is { } alias
                        ? new Use(mention, UseKind.Aliased, @is, into: alias)
                        : new Use(mention, Binds(@is.Pattern) ? UseKind.Unknown : UseKind.Inspected, @is));
                    return;

                case IIsTypeOperation or INameOfOperation or ILockOperation or IExpressionStatementOperation
                    or IInterpolationOperation or ITypeOfOperation or IForEachLoopOperation:
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.Add }:
                    uses.Add(new Use(mention, UseKind.Inspected, parent));
                    return;

                default:
                    uses.Add(new Use(mention, UseKind.Unknown, parent ?? child));
                    return;
            }

            child = parent;
        }

        uses.Add(new Use(mention, UseKind.Unknown, child));
    }

    /// <summary><c>x?.M()</c>: the first member used on the instance.</summary>
    private static Use OnConditional(IOperation mention, IConditionalAccessOperation access)
    {
        foreach (var operation in Operations.Below(access.WhenNotNull))
        {
            if (operation is IConditionalAccessInstanceOperation instance && ReferenceEquals(Uses.ReceiverOfConditional(instance), Uses.Plain(access.Operation)))
            {
                switch (instance.Parent)
                {
                    case IInvocationOperation invocation when ReferenceEquals(invocation.Instance, instance):
                        return new Use(mention, UseKind.Receiver, invocation, invocation.TargetMethod);
                    case IMethodReferenceOperation method:
                        return new Use(mention, UseKind.Captured, method, method.Method);
                    case IMemberReferenceOperation member:
                        return new Use(mention, UseKind.Receiver, member, member.Member);
                    case IArgumentOperation argument:
                        return new Use(mention, UseKind.Passed, argument.Parent ?? argument, parameter: argument.Parameter);
                }

                break;
            }
        }

        return new Use(mention, UseKind.Unknown, access);
    }

    private static Use Assigned(IOperation mention, IAssignmentOperation assignment) => assignment.Target switch
    {
        ILocalReferenceOperation local => new Use(mention, UseKind.Aliased, assignment, into: local.Local),
        IParameterReferenceOperation { Parameter.RefKind: RefKind.None } parameter => new Use(mention, UseKind.Aliased, assignment, into: parameter.Parameter),
        IParameterReferenceOperation parameter => new Use(mention, UseKind.PassedByReference, assignment, parameter: parameter.Parameter),
        IMemberReferenceOperation member => new Use(mention, UseKind.Stored, assignment, into: member.Member),
        IDiscardOperation => new Use(mention, UseKind.Inspected, assignment),
        _ => new Use(mention, UseKind.Stored, assignment),
    };

    private static ISymbol? AliasOf(IPatternOperation pattern) => pattern switch
    {
        IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
        IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
        _ => null,
    };

    private static bool Binds(IPatternOperation pattern)
    {
        foreach (var operation in Operations.Below(pattern))
        {
            if (operation is IDeclarationPatternOperation { DeclaredSymbol: not null } or IRecursivePatternOperation { DeclaredSymbol: not null } or IListPatternOperation)
            {
                return true;
            }
        }

        return false;
    }
}
