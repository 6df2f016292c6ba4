using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>How a function leaves open what it opened.</summary>
internal static class Leaks
{
    private const Ends WaysOut = Ends.Returns | Ends.Throws | Ends.Again;

    /// <summary>Reading and writing fail in normal operation.</summary>
    private static readonly Topics FailsInOperation = Topics.ReceivesBytes | Topics.ReceivesExactly | Topics.SendsBytes | Topics.ReadsThroughReader | Topics.WritesThroughWriter | Topics.OnlyBorrows;

    /// <summary>The leak on ways that need no failing connect or handshake, as a clause to print; null where there is none.</summary>
    public static string? InOperation(Call call, IOperation opening, Custody custody, Paths paths)
    {
        var cared = paths.Any(custody.Releases.Concat(custody.HandOvers).Concat(WhereItsStreamIsNull(opening, custody)).Concat(ConnectFailures(call)));
        bool Fails(IOperation operation) => Uses.MemberOf(operation) is { } member && call.Net.TopicsOf(member).HasAny(FailsInOperation);

        if (paths.Reaches(opening, paths.Any(custody.Overwrites), cared, Exceptions.Caught, custody.Holders, Fails) == Answer.Yes)
        {
            return "overwritten before it is closed";
        }

        return How(paths.From(opening, cared, Exceptions.Caught, custody.Holders, Fails), custody, ends => IsLeak(call, ends));
    }

    /// <summary><c>new StreamReader(response.GetResponseStream() ?? throw new InvalidOperationException())</c>: for the compiler's sake, as what is open has its stream.</summary>
    private static IEnumerable<IOperation> WhereItsStreamIsNull(IOperation opening, Custody custody) =>
        Operations.BelowInFunction(Body.FunctionOf(opening)).OfType<ICoalesceOperation>()
            .Where(choice => Uses.Plain(choice.WhenNull) is IThrowOperation && Uses.Plain(choice.Value) is IInvocationOperation { TargetMethod.Name: "GetResponseStream" or "GetStream" } stream
                && Uses.ReceiverOf(stream) is { } of && Makings.SymbolOf(of) is { } holder && custody.Holders.Contains(holder, SymbolEqualityComparer.Default))
            .SelectMany(choice => Operations.Below(choice.WhenNull).OfType<IObjectCreationOperation>());

    /// <summary>A <c>ClientWebSocket</c> disposes of itself where its connect fails: where the failure of a task is handed on, nothing is open.</summary>
    private static IEnumerable<IOperation> ConnectFailures(Call call) =>
        call.Operation.Type?.Name != "ClientWebSocket" ? Enumerable.Empty<IOperation>()
            : Operations.BelowInFunction(Body.FunctionOf(call.Operation)).Where(operation => operation is IInvocationOperation { TargetMethod: { Name: "Throw", ContainingType.Name: "ExceptionDispatchInfo" } });

    /// <summary>
    /// <c>if (_banned.Contains(address)) continue;</c>: the next one is opened, nothing having failed but its handshake, and nobody has closed or got this one.
    /// A clause to print; null where there is no such way.
    /// </summary>
    public static string? WhereNextIsTaken(Call call, IOperation opening, Custody custody, Paths paths)
    {
        if (Operations.BelowInFunction(Body.FunctionOf(opening)).Any(operation => operation is IConditionalOperation test && test.Syntax.SpanStart > opening.Syntax.SpanStart && AsksWhetherToStop(test.Condition)))
        {
            return null;
        }

        bool Fails(IOperation operation) => Uses.MemberOf(operation) is { } member && call.Net.TopicsOf(member).HasAny(Topics.Handshakes);
        var ends = paths.From(opening, paths.Any(custody.Releases.Concat(custody.HandOvers)), Exceptions.Caught, custody.Holders, Fails);
        return (ends & (Ends.Again | Ends.Unknown)) == Ends.Again ? "not closed where the next one is accepted" : null;
    }

    /// <summary>A token, or a flag of the object: what is dropped then is dropped by a server that ends.</summary>
    private static bool AsksWhetherToStop(IOperation condition) =>
        Operations.Below(condition).Any(operation => operation is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" }
            or IFieldReferenceOperation { Field: { Type.SpecialType: SpecialType.System_Boolean, IsConst: false } }
            or IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Property.Type.SpecialType: SpecialType.System_Boolean });

    /// <summary>The leak of what the function was given, as a clause to print; null where there is none.</summary>
    public static string? OfGiven(Seen seen, Custody custody, Paths paths)
    {
        var cared = paths.Any(custody.Releases.Concat(custody.HandOvers));
        bool Fails(IOperation operation) => Uses.MemberOf(operation) is { } member && seen.Types.TopicsOf(member).HasAny(FailsInOperation);
        static bool IsLeft(Ends ends) => (ends & Ends.Unknown) == 0 && (ends & WaysOut) != 0;
        return How(paths.From(null, cared, Exceptions.Caught, custody.Holders, Fails), custody, IsLeft)
            // What connects here is another connection: to whom the given one is forwarded.
            ?? seen.Net.CallsOf(Topics.Connects | Topics.ResolvesName).Where(connect => ReferenceEquals(Body.FunctionOf(connect), seen.Body.Root))
                .Select(connect => How(EndsWhereFails(connect, null, custody, custody.HandOvers, paths), custody, IsLeft))
                .FirstOrDefault(how => how is not null);
    }

    private static string? How(Ends ends, Custody custody, Func<Ends, bool> isLeak) =>
        !isLeak(ends) ? null
            : custody.Releases.Count + custody.HandOvers.Count == 0 ? "never closed"
            : (ends & (Ends.Returns | Ends.Throws)) == Ends.Throws ? "not closed where an exception is thrown"
            : (ends & Ends.Returns) != 0 ? "not closed on every way out of here"
            : "not closed before the next one is opened";

    /// <summary>
    /// Whether it stays open where this one call fails. An author who catches something around the call is taken to catch what it
    /// throws; one who closes it there has thought of it, and may know better when.
    /// </summary>
    public static bool WhereFails(IOperation failing, Call call, IOperation opening, Custody custody, Paths paths) =>
        IsLeak(call, EndsWhereFails(failing, opening, custody, custody.HandOvers, paths));

    /// <summary>The same of a constructor, which loses what its object holds where it throws.</summary>
    public static bool WhereFailsInConstructor(IOperation failing, IOperation? opening, Custody custody, IEnumerable<IOperation> givenOut, Paths paths) =>
        (EndsWhereFails(failing, opening, custody, custody.HandOvers.Concat(givenOut), paths) & (Ends.Throws | Ends.Unknown)) == Ends.Throws;

    private static Ends EndsWhereFails(IOperation failing, IOperation? opening, Custody custody, IEnumerable<IOperation> handOvers, Paths paths)
    {
        var exceptions = Exceptions.Any;
        var child = failing;
        for (var up = failing.Parent; up is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); child = up, up = up.Parent)
        {
            if (up is ITryOperation @try && ReferenceEquals(@try.Body, child))
            {
                if (custody.Releases.Any(release => Operations.Contains(@try, release) && !Operations.Contains(child, release)))
                {
                    return Ends.None;
                }

                exceptions = @try.Catches.IsEmpty ? exceptions : Exceptions.Caught;
            }
        }

        return paths.From(opening, paths.Any(custody.Releases.Concat(handOvers)), exceptions, custody.Holders, paths.Any(failing));
    }

    private static bool IsLeak(Call call, Ends ends) =>
        (ends & Ends.Unknown) == 0 && (ends & WaysOut) != 0 && !EndsWithTheProcess(call, ends);

    /// <summary>What is open when <c>Main</c> ends is closed by the system; so is the listener of a hosted service, which ends with its host.</summary>
    private static bool EndsWithTheProcess(Call call, Ends ends) =>
        (ends & Ends.Again) == 0
        && Functions.Around(call.Operation) is { } function
        && (function is { IsStatic: true, Name: "Main" or WellKnownMemberNames.TopLevelStatementsEntryPointMethodName }
            || (function is { IsOverride: true, Name: "ExecuteAsync" } && call.Operation.Type is { Name: "TcpListener" or "HttpListener" }));
}
