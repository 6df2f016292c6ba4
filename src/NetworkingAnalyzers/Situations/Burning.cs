using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>Does this keep a processor busy for long? The facts are in <see cref="Work"/>; what a call is given decides.</summary>
internal static class Burning
{
    /// <summary>A million rounds of plain arithmetic: 1 to 3 ms.</summary>
    private const double ManyRounds = 1_000_000;

    /// <summary>Ten thousand digests of a few bytes: 4 ms.</summary>
    private const double ManyDigests = 10_000;

    /// <summary>The reason why a call is dear, as a clause; null where it is not, or it cannot be said.</summary>
    public static string? Reason(Call call)
    {
        if (call.Is(Topics.DigestsBytes))
        {
            return IsOverManyBuffers(call.Operation) ? "it hashes or encrypts again and again in a loop" : null;
        }

        foreach (var row in call.Net.RowsOf(call.Member))
        {
            if (row.Reason is { } reason && IsDear(call, row) && !KeyIsImported(call) && !IsCheapDerivation(call))
            {
                return reason;
            }
        }

        return null;
    }

    /// <summary>The reason why a loop is dear; null where it is not.</summary>
    public static string? Reason(ILoopOperation loop, Seen seen)
    {
        if (Rounds.OfNest(loop) >= ManyRounds
            && !Loops.AllAround(loop).Any(outer => Rounds.Of(outer) is not null)
            && !Operations.BelowInFunction(loop.Body).Any(operation => operation is IAwaitOperation || IsDearCall(operation, seen)))
        {
            return "it turns a million times or more";
        }

        return IsBusyWait(loop) ? "it spins until something else happens" : null;
    }

    private static bool IsDear(Call call, ApiRow row)
    {
        if (row.Cost is null)
        {
            return true;
        }

        return Uses.ArgumentOf(call.Operation, row.Cost) is not { } cost ? row.IsDearUnseen
            : Number(cost, call.Seen) is { } number ? number > row.CheapUpTo
            : row.IsDearUnseen;
    }

    /// <summary>A constant, or a read-only field or local that holds one.</summary>
    private static long? Number(IOperation value, Seen seen)
    {
        if (!value.ConstantValue.HasValue && Origin.Of(value, seen.Sources) is { Length: 1 } origins)
        {
            value = origins[0];
        }

        return value.ConstantValue is { HasValue: true, Value: { } constant }
            ? constant switch { int number => number, long number => number, uint number => number, _ => null }
            : null;
    }

    /// <summary>The key is read from somewhere after all: <c>RSA.Create(2048)</c> makes none before its first use.</summary>
    private static bool KeyIsImported(Call call) =>
        Fate.Of(call.Operation) is { Kind: FateKind.Stored, Into: { } key }
        && call.Body.MentionsOf(key).Any(mention => Uses.UserOf(mention) is IInvocationOperation use && Work.ImportsKey(use.TargetMethod.Name));

    /// <summary><c>new Rfc2898DeriveBytes(password, salt)</c> and few iterations: the cost is in the constructor, the work in <c>GetBytes</c>.</summary>
    private static bool IsCheapDerivation(Call call)
    {
        if (call.Receiver is null || call.Operation is not IInvocationOperation)
        {
            return false;
        }

        var rows = call.Net.RowsOf(call.Member).Where(row => row.Cost == Work.Iterations).ToList();
        var created = Origin.Of(call.Receiver, call.Seen.Sources).OfType<IObjectCreationOperation>()
            .Where(creation => NetTypes.Is(creation.Type, call.Net.Type("System.Security.Cryptography.Rfc2898DeriveBytes"))).ToList();
        return rows.Count == 0 && created.Count > 0 && created.All(creation =>
            Uses.ArgumentOf(creation, Work.Iterations) is not { } iterations || Number(iterations, call.Seen) <= 10_000);
    }

    /// <summary>
    /// In a loop that does nothing but compute (no <c>await</c>), which is counted to many, goes over buffers, or reads a file to
    /// its end. A digest for each message that arrives is what it has to be.
    /// </summary>
    private static bool IsOverManyBuffers(IOperation digest)
    {
        double rounds = 1;
        foreach (var loop in Loops.AllAround(digest))
        {
            if (Operations.BelowInFunction(loop).Any(operation => operation is IAwaitOperation))
            {
                return false;
            }

            rounds *= Rounds.Of(loop) ?? 1;
            if (rounds >= ManyDigests || GoesOverBuffers(loop))
            {
                return true;
            }
        }

        return false;
    }

    private static bool GoesOverBuffers(ILoopOperation loop) =>
        loop is IForEachLoopOperation { LoopControlVariable: IVariableDeclaratorOperation { Symbol.Type: var element } }
        && element is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } or { Name: "FileInfo" }
            or INamedTypeSymbol { Name: "Memory" or "ReadOnlyMemory" or "ArraySegment", TypeArguments: { Length: 1 } };

    /// <summary>
    /// <c>while (!flag) ;</c>, <c>while (clock &lt; end) x++;</c>: the condition looks at nothing but clocks and flags of others, the
    /// body at most counts.
    /// </summary>
    private static bool IsBusyWait(ILoopOperation loop) =>
        loop is IWhileLoopOperation { Condition: { } condition } @while
        && Operations.BelowInFunction(condition).Any(IsGlance)
        && Operations.BelowInFunction(condition).All(operation => IsGlance(operation) || IsPlain(operation))
        && Operations.BelowInFunction(@while.Body).All(operation => IsGlance(operation) || IsPlain(operation))
        && !Rounds.CanLeave(loop);

    private static bool IsGlance(IOperation operation) => operation switch
    {
        IFieldReferenceOperation { Field: { IsConst: false, IsReadOnly: false, Type.SpecialType: SpecialType.System_Boolean } } => true,
        IFieldReferenceOperation { Field.IsVolatile: true } => true,
        IPropertyReferenceOperation property => Work.IsGlance(property.Property),
        IInvocationOperation call => Work.IsGlance(call.TargetMethod),
        _ => false,
    };

    private static bool IsPlain(IOperation operation) => operation switch
    {
        IInvocationOperation call => Work.IsPause(call.TargetMethod) || Work.IsArithmetic(call.TargetMethod),
        IAssignmentOperation assignment => assignment.Target is ILocalReferenceOperation,
        IIncrementOrDecrementOperation step => step.Target is ILocalReferenceOperation,

        // What a glance is taken at: the task, the stopwatch, the flag's owner.
        IFieldReferenceOperation or IPropertyReferenceOperation => operation.Parent is IMemberReferenceOperation or IInvocationOperation or IArgumentOperation,
        ILocalReferenceOperation or IParameterReferenceOperation or IInstanceReferenceOperation or ILiteralOperation or IDefaultValueOperation => true,
        IBinaryOperation or IUnaryOperation or IConversionOperation or IParenthesizedOperation or IArgumentOperation => true,
        IBlockOperation or IEmptyOperation or IExpressionStatementOperation or IConditionalOperation => true,
        _ => false,
    };

    private static bool IsDearCall(IOperation operation, Seen seen) =>
        Uses.MemberOf(operation) is { } member && seen.Types.TopicsOf(member).HasAny(Blocking.Any);
}
