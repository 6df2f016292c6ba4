using System;
using ReferenceServer.Delivery.Session;

namespace ReferenceServer.Delivery.Tests.Session;

public sealed class SpareArraysTests
{
    private readonly SpareArrays _spare = new();

    [Fact]
    public void An_array_serves_the_next_message_of_about_its_length()
    {
        var array = _spare.Take(10_000);
        _spare.Give(array.AsMemory(0, 9_000));
        Assert.Same(array, _spare.Take(6_000));
        Assert.NotSame(array, _spare.Take(6_000));
        Assert.Equal(0, _spare.Bytes);
    }

    [Theory]
    [InlineData(10_001)]
    [InlineData(4_999)]
    public void One_that_does_not_fit_makes_room_for_others(int length)
    {
        _spare.Give(new byte[10_000]);
        Assert.Equal(length, _spare.Take(length).Length);
        Assert.Equal(0, _spare.Bytes);
    }

    [Fact]
    public void No_more_than_the_limit_is_kept_and_nothing_after_it_is_cleared()
    {
        for (var number = 0; number < 1_000; number++)
        {
            _spare.Give(new byte[10_000]);
            _spare.Give(new byte[SpareArrays.Shortest - 1]);
        }

        Assert.InRange(_spare.Bytes, SpareArrays.MostBytes - 10_000, SpareArrays.MostBytes);
        Assert.Equal(0, _spare.Bytes % 10_000);
        _spare.Clear();
        Assert.Equal(0, _spare.Bytes);
    }
}
