using ReferenceServer.Delivery.Faults;

namespace ReferenceServer.Delivery.Tests.Simulation;

/// <summary>The checker must be able to fail: each kind of failure is shown to it once.</summary>
public sealed class LedgerTests
{
    private readonly Ledger _ledger = new();

    public LedgerTests()
    {
        for (byte number = 1; number <= 3; number++)
        {
            _ledger.Offered(number, [number]);
            _ledger.Taken(number);
        }
    }

    [Fact]
    public void It_holds_when_all_came_in_order()
    {
        Deliver(1, 2, 3);
        Assert.True(_ledger.Judge().Holds);
        Assert.Equal(3, _ledger.Judge().Delivered);
    }

    [Fact]
    public void It_sees_what_is_lost()
    {
        Deliver(1, 3);
        Assert.Equal(1, _ledger.Judge().Lost);
        Assert.False(_ledger.Judge().Holds);
    }

    [Fact]
    public void It_sees_what_comes_twice()
    {
        Deliver(1, 2, 2, 3);
        Assert.Equal(1, _ledger.Judge().Duplicated);
        Assert.Equal(0, _ledger.Judge().Reordered);
    }

    [Fact]
    public void It_sees_what_comes_out_of_order()
    {
        Deliver(1, 3, 2);
        Assert.Equal(1, _ledger.Judge().Reordered);
    }

    [Fact]
    public void It_sees_other_bytes()
    {
        Deliver(1, 2);
        _ledger.Delivered(3, [7]);
        Assert.Equal(1, _ledger.Judge().Corrupted);
    }

    [Fact]
    public void It_sees_what_was_never_sent_and_what_was_taken_back()
    {
        _ledger.TakenBack(3);
        Deliver(1, 2, 3, 9);
        Assert.Equal(2, _ledger.Judge().Unexpected);
        Assert.Equal(0, _ledger.Judge().Lost);
    }

    [Fact]
    public void It_sees_an_acknowledgement_that_came_too_early()
    {
        Deliver(1, 2, 3);
        _ledger.Acknowledged(1, isThere: false);
        Assert.Equal(1, _ledger.Judge().Early);
    }

    [Fact]
    public void What_was_acknowledged_is_owed_even_if_it_was_never_taken()
    {
        _ledger.Offered(4, [4]);
        _ledger.Acknowledged(4);
        Deliver(1, 2, 3);
        Assert.Equal([4UL], _ledger.Missing());
    }

    private void Deliver(params byte[] numbers)
    {
        foreach (var number in numbers)
        {
            _ledger.Delivered(number, [number]);
        }
    }
}
