using System.Collections.Generic;
using System.Linq;
using ReferenceServer.Delivery.Faults;
using ReferenceServer.Delivery.Faults.Processes;

namespace ReferenceServer.Delivery.Tests;

/// <summary>The checker of the schedules with real processes: what it forgives, and that it sees everything else.</summary>
public sealed class CheckerTests
{
    private const ulong Seed = 1;
    private const ulong FirstLife = 77;
    private const ulong SecondLife = 88;
    private readonly List<Entry> _sender = [new(Notes.Started, [])];
    private readonly List<Entry> _receiver = [new(Notes.Started, [])];

    public CheckerTests()
    {
        for (var number = 1UL; number <= 3; number++)
        {
            _sender.Add(new Entry(Notes.Offered, [number]));
            _sender.Add(new Entry(Notes.Taken, [number]));
        }
    }

    [Fact]
    public void All_in_order_holds()
    {
        Given(1, 1, 1);
        Given(2, 2, 2);
        Given(3, 3, 3);
        Assert.True(Judge().Holds);
    }

    [Fact]
    public void What_was_taken_and_does_not_come_is_lost()
    {
        Given(1, 1, 1);
        Given(3, 2, 3);
        Assert.Equal(1, Judge().Lost);
        Assert.Equal([2UL], Checker.Owed(_sender).Except(new[] { 1UL, 3UL }));
    }

    [Fact]
    public void What_the_receiver_is_given_again_in_one_life_is_a_duplicate_and_after_its_death_is_not()
    {
        Given(1, 1, 1);
        Given(1, 1, 1);
        Assert.Equal(1, Judge().Duplicated);
        _receiver.RemoveAt(2);
        _receiver.Add(new Entry(Notes.Started, []));
        Given(1, 1, 1);
        Given(2, 2, 2);
        Given(3, 3, 3);
        Assert.True(Judge().Holds);
    }

    [Fact]
    public void What_comes_again_behind_something_new_is_a_duplicate_after_a_death_too()
    {
        Given(1, 1, 1);
        _receiver.Add(new Entry(Notes.Started, []));
        Given(2, 2, 2);
        Given(1, 1, 1);
        Given(3, 3, 3);
        Assert.Equal(1, Judge().Duplicated);
    }

    [Fact]
    public void What_the_server_sends_on_twice_in_one_life_is_a_duplicate_and_after_its_death_is_not()
    {
        Given(1, 1, 1);
        Given(1, 2, 1);
        Given(2, 3, 2);
        Given(3, 4, 3);
        Assert.Equal(1, Judge().Duplicated);
        _receiver[2] = new Entry(Notes.Given, [1, 2, 1, SecondLife, Print(1)]);
        Assert.True(Judge().Holds);
    }

    [Fact]
    public void Order_bytes_and_withdrawals_are_held_against_what_was_sent()
    {
        _sender.Add(new Entry(Notes.AskedBack, [3]));
        _sender.Add(new Entry(Notes.Withdrawn, [3]));
        Given(2, 1, 1);
        Given(1, 2, 2);
        Given(3, 3, 3);
        Assert.Equal((1, 1, 0), (Judge().Reordered, Judge().Unexpected, Judge().Corrupted));
        _receiver[1] = new Entry(Notes.Given, [2, 1, 1, FirstLife, Print(1)]);
        Assert.Equal(1, Judge().Corrupted);
    }

    [Fact]
    public void What_arrives_although_its_senders_process_died_before_it_knew_is_recovered()
    {
        _sender.Add(new Entry(Notes.Acknowledged, [1]));
        _sender.Add(new Entry(Notes.Started, []));
        _sender.Add(new Entry(Notes.Acknowledged, [2]));
        Given(1, 1, 1);
        Given(2, 2, 2);
        Given(3, 3, 3);
        Assert.Equal(2, Judge().Recovered);
    }

    private static ulong Print(ulong number) => Ledger.Fingerprint(Plan.Payload(Seed, number));

    private void Given(ulong number, ulong inSession, ulong fromSender) => _receiver.Add(new Entry(Notes.Given, [number, inSession, fromSender, FirstLife, Print(number)]));

    private Verdict Judge() => Checker.Judge(Seed, _sender, _receiver);
}
