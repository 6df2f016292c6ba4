using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;
using NetworkingAnalyzers.Knowledge;

namespace NetworkingAnalyzers.Situations;

/// <summary>
/// Waits with a time that bound the opening of a connection and nothing that comes after: <c>await Task.WhenAny(client.ConnectAsync(..), Task.Delay(5000))</c>,
/// <c>BeginConnect(..).AsyncWaitHandle.WaitOne(5000)</c>, <c>ConnectAsync(..).WaitAsync(limit)</c>; and the turn at a semaphore.
/// </summary>
internal static class OpeningWaits
{
    /// <summary>The names of such waits. They bear a time for whatever is waited for.</summary>
    public static readonly string[] Names = ["WaitAsync", "WhenAny", "WaitOne"];

    /// <summary>Whether the name is that of such waits, and each of its mentions in the type and in those that it derives from (in other files that mention the type too, where asked) is one.</summary>
    public static bool IsOnly(string name, INamedTypeSymbol type, Topics openings, Seen seen, bool anywhere = false)
    {
        if (!Names.Contains(name))
        {
            return false;
        }

        for (var t = type; t is not null; t = t.ContainingType ?? t.BaseType)
        {
            if (!seen.Sources.NamesIn(t, name).All(mention => Is(mention, openings, seen)))
            {
                return false;
            }
        }

        var outer = Evidence.Outermost(type).Name;
        return !anywhere || seen.Sources.NamesAnywhere(name, seen.Cancellation).All(mention => !seen.Sources.IsMentioned(mention.SyntaxTree, outer) || Is(mention, openings, seen));
    }

    /// <summary>
    /// Whether the name is <c>WhenAny</c> and each of its mentions in the type waits for the first of several relays to end, <c>Task.WhenAny(PumpAsync(a, b), PumpAsync(b, a))</c>: both
    /// connections are open then, and no time is named.
    /// </summary>
    public static bool AreRelays(string name, INamedTypeSymbol type, Seen seen)
    {
        for (var t = name == "WhenAny" ? type : null; t is not null; t = t.ContainingType ?? t.BaseType)
        {
            if (!seen.Sources.NamesIn(t, name).All(mention => seen.Sources.OperationAt(mention) is IInvocationOperation race
                && Awaiting.TasksIn(race).ToList() is { Count: > 1 } raced
                && raced.All(one => Origin.Of(one, seen.Sources) is { IsEmpty: false } origins && origins.All(origin => IsRelay(origin, seen)))))
            {
                return false;
            }
        }

        return name == "WhenAny";
    }

    /// <summary>Reads or writes what is given to it, and connects nothing.</summary>
    private static bool IsRelay(IOperation task, Seen seen) =>
        task is IInvocationOperation call
        && (call.TargetMethod.DeclaringSyntaxReferences.IsEmpty
            ? seen.Types.TopicsOf(call.TargetMethod).HasAny(Receiving.Reads | Topics.SendsBytes | Topics.OnlyBorrows)
            : call.Arguments.Any(argument => Uses.Plain(argument.Value).Type is { } given && (seen.Types.IsConnection(given) || NetTypes.Is(given, seen.Types.Stream)))
                && seen.Sources.BodyOf(call.TargetMethod) is { } body && !seen.In(body).Net.Topics.HasAny(Topics.Connects));

    /// <summary><c>BeginConnect(..).AsyncWaitHandle</c>.</summary>
    public static bool IsHandle(SimpleNameSyntax mention, Topics openings, Seen seen) =>
        seen.Sources.OperationAt(mention) is IPropertyReferenceOperation { Property.Name: "AsyncWaitHandle", Instance: { } begun } && Opens(begun, openings, seen);

    /// <summary>Whether the mention is the call of one, of calls with these topics.</summary>
    public static bool Is(SimpleNameSyntax mention, Topics openings, Seen seen)
    {
        if (seen.Sources.OperationAt(mention) is not IInvocationOperation { TargetMethod: { Name: var name, ContainingType.Name: var type } } wait)
        {
            return false;
        }

        return name switch
        {
            "WaitAsync" => type == "SemaphoreSlim" || (Uses.ReceiverOf(wait) is { } task && Opens(task, openings, seen)),
            "WhenAny" => Awaiting.TasksIn(wait).ToList() is var raced && raced.Any(one => Opens(one, openings, seen)) && raced.All(one => IsDelay(one, seen) || Opens(one, openings, seen)),
            "WaitOne" => Uses.ReceiverOf(wait) is IPropertyReferenceOperation { Property.Name: "AsyncWaitHandle", Instance: { } begun } && Opens(begun, openings, seen),
            _ => false,
        };
    }

    private static bool Opens(IOperation task, Topics openings, Seen seen) =>
        Origin.Of(task, seen.Sources) is { IsEmpty: false } origins
        && origins.All(origin => Uses.MemberOf(origin) is { } member && seen.Types.TopicsOf(member).HasAny(openings));

    private static bool IsDelay(IOperation task, Seen seen) =>
        Origin.Of(task, seen.Sources).All(origin => origin is IInvocationOperation { TargetMethod: { Name: "Delay", ContainingType.Name: "Task" } });
}
