using System.Linq;
using Microsoft.CodeAnalysis.Operations;
using NetworkingAnalyzers.Flow;

namespace NetworkingAnalyzers.Tests.Flow;

/// <summary>Which ends are reached from just after <c>Start()</c> without meeting <c>Met()</c>.</summary>
public sealed class PathsTests
{
    [Fact]
    public void Straight_code_returns() => Ends_(Ends.Returns, "Start(); Other();");

    [Fact]
    public void What_is_met_ends_the_path() => Ends_(Ends.None, "Start(); Met();");

    [Fact]
    public void What_is_met_before_the_start_does_not_count() => Ends_(Ends.Returns, "Met(); Start();");

    [Fact]
    public void One_branch_that_meets_is_not_enough() => Ends_(Ends.Returns, "Start(); if (Condition()) Met();");

    [Fact]
    public void Both_branches_that_meet_are_enough() => Ends_(Ends.None, "Start(); if (Condition()) Met(); else Met();");

    [Fact]
    public void An_early_return_is_a_way_out() => Ends_(Ends.Returns, "Start(); if (Condition()) return; Met();");

    [Fact]
    public void A_throw_is_a_way_out() => Ends_(Ends.Throws, "Start(); if (Condition()) throw new Exception(); Met();");

    [Fact]
    public void A_throw_expression_is_a_way_out() =>
        Ends_(Ends.Throws, "Start(); var s = Condition() ? \"\" : throw new Exception(); Met();");

    [Fact]
    public void A_switch_expression_of_which_an_arm_always_fits_does_not_throw() =>
        Ends_(Ends.None, "Start(); var s = Condition() switch { true => 1, _ => 2 }; Met();");

    [Fact]
    public void An_arm_that_throws_is_a_way_out() =>
        Ends_(Ends.Throws, "Start(); var s = Condition() switch { true => 1, _ => throw new Exception() }; Met();");

    [Fact]
    public void A_call_that_may_throw_is_a_way_out_only_where_asked()
    {
        Ends_(Ends.None, "Start(); Other(); Met();");
        Ends_(Ends.Throws, "Start(); Other(); Met();", Exceptions.Any);
    }

    [Fact]
    public void What_is_met_counts_even_if_it_throws() => Ends_(Ends.None, "Start(); Met();", Exceptions.Any);

    [Fact]
    public void The_start_s_own_exception_does_not_count() =>
        Ends_(Ends.None, "try { Start(); } catch { return; } Met();");

    [Fact]
    public void A_finally_is_met_on_return() => Ends_(Ends.None, "Start(); try { return; } finally { Met(); }");

    [Fact]
    public void A_finally_is_met_on_throw() => Ends_(Ends.None, "Start(); try { throw new Exception(); } finally { Met(); }");

    [Fact]
    public void A_finally_is_met_on_any_exception() =>
        Ends_(Ends.None, "Start(); try { Other(); } finally { Met(); }", Exceptions.Any);

    [Fact]
    public void A_call_between_the_start_and_its_try_may_throw() =>
        Ends_(Ends.Throws, "Start(); Other(); try { Other(); } finally { Met(); }", Exceptions.Any);

    [Fact]
    public void A_finally_that_meets_only_sometimes_is_a_way_out() =>
        Ends_(Ends.Returns, "Start(); try { return; } finally { if (Condition()) Met(); }");

    [Fact]
    public void A_finally_without_it_goes_on_to_where_the_branch_led() =>
        Ends_(Ends.None, "Start(); try { Other(); } finally { Other(); } Met();");

    [Fact]
    public void A_return_through_two_finallys_runs_both() =>
        Ends_(Ends.None, "Start(); try { try { return; } finally { Other(); } } finally { Met(); }");

    [Fact]
    public void A_return_through_the_inner_finally_runs_it_first() =>
        Ends_(Ends.None, "Start(); try { try { return; } finally { Met(); } } finally { Other(); }");

    [Fact]
    public void An_exception_through_two_finallys_runs_both() =>
        Ends_(Ends.None, "Start(); try { try { throw new Exception(); } finally { Other(); } } finally { Met(); }");

    [Fact]
    public void A_return_does_not_come_out_where_a_break_would() => Ends_(
        Ends.Returns,
        """
        Start();
        while (Condition())
        {
            try
            {
                if (Condition()) break;
                return;
            }
            finally
            {
                Other();
            }
        }

        Met();
        """);

    [Fact]
    public void A_break_does_not_come_out_where_a_return_would() => Ends_(
        Ends.None,
        """
        Start();
        while (true)
        {
            try
            {
                break;
            }
            finally
            {
                Other();
            }
        }

        Met();
        """);

    [Fact]
    public void A_return_inside_a_try_inside_a_loop_runs_the_finally() => Ends_(
        Ends.None,
        """
        Start();
        foreach (var i in new[] { 1, 2 })
        {
            try
            {
                if (i == 1) return;
            }
            finally
            {
                Met();
            }
        }

        Met();
        """);

    [Fact]
    public void A_finally_that_branches_and_loops_goes_on_to_the_right_place() => Ends_(
        Ends.Returns | Ends.Throws,
        """
        Start();
        try
        {
            if (Condition()) return;
            if (Condition()) throw new Exception();
        }
        finally
        {
            for (var i = 0; i < 3; i++)
            {
                if (i == 2) Other();
                else break;
            }
        }

        Met();
        """);

    [Fact]
    public void A_try_inside_a_finally_goes_back_into_the_outer_one() => Ends_(
        Ends.Returns,
        """
        Start();
        try
        {
            return;
        }
        finally
        {
            try { Other(); } finally { Other(); }
        }
        """);

    [Fact]
    public void An_exception_inside_a_finally_replaces_the_return() => Ends_(
        Ends.Throws,
        "Start(); try { return; } finally { throw new Exception(); }");

    [Fact]
    public void A_start_inside_a_finally_knows_what_led_there() => Ends_(
        Ends.Returns,
        "try { return; } finally { Start(); }");

    [Fact]
    public void A_start_inside_a_finally_entered_by_a_break_goes_on_behind_the_loop() => Ends_(
        Ends.None,
        "while (true) { try { break; } finally { Start(); } } Met();");

    [Fact]
    public void No_branch_leads_into_a_catch_but_every_call_does() => Ends_(
        Ends.Returns,
        "Start(); try { Other(); Met(); } catch (InvalidOperationException) { }");

    [Fact]
    public void Nothing_in_the_try_may_throw_before_it_is_met() => Ends_(
        Ends.None,
        "Start(); try { Met(); Other(); } catch { }");

    [Fact]
    public void A_catch_that_meets_is_enough() => Ends_(
        Ends.None,
        "Start(); try { Other(); Met(); } catch { Met(); }");

    [Fact]
    public void Each_handler_may_be_the_one() => Ends_(
        Ends.Returns,
        "Start(); try { Other(); Met(); } catch (InvalidOperationException) { Met(); } catch (ArgumentException) { } catch { Met(); }");

    [Fact]
    public void A_catch_all_ends_an_exception() => Ends_(
        Ends.None,
        "Start(); try { Other(); } catch { } Met();",
        Exceptions.Any);

    [Fact]
    public void A_catch_of_one_type_lets_others_through() => Ends_(
        Ends.Throws,
        "Start(); try { Other(); } catch (InvalidOperationException) { } Met();",
        Exceptions.Any);

    [Fact]
    public void A_thrown_type_finds_its_handler() => Ends_(
        Ends.None,
        "Start(); try { throw new ArgumentNullException(); } catch (InvalidOperationException) { return; } catch (ArgumentException) { Met(); }");

    [Fact]
    public void A_thrown_variable_may_be_of_a_derived_type() => Ends_(
        Ends.Returns | Ends.Throws,
        "Exception e = new InvalidOperationException(); Start(); try { throw e; } catch (InvalidOperationException) { }");

    [Fact]
    public void A_throw_in_a_catch_leaves_its_siblings_alone() => Ends_(
        Ends.Throws,
        "Start(); try { Other(); Met(); } catch (InvalidOperationException) { throw new ArgumentException(); } catch (ArgumentException) { Met(); }");

    [Fact]
    public void A_throw_in_a_catch_runs_the_finally_beside_it() => Ends_(
        Ends.None,
        "Start(); try { Other(); Met(); } catch (InvalidOperationException) { throw; } finally { Met(); }");

    [Fact]
    public void A_rethrow_leaves_the_function() => Ends_(
        Ends.Throws,
        "Start(); try { Other(); Met(); } catch { throw; }");

    [Fact]
    public void A_rethrow_is_caught_further_out() => Ends_(
        Ends.None,
        "Start(); try { try { Other(); Met(); } catch (ArgumentException) { throw; } } catch (ArgumentException) { Met(); }");

    [Fact]
    public void A_filter_may_say_no() => Ends_(
        Ends.Throws,
        "Start(); try { Other(); } catch (Exception) when (Condition()) { Met(); } Met();",
        Exceptions.Any);

    [Fact]
    public void A_filter_may_say_yes() => Ends_(
        Ends.Returns,
        "Start(); try { Other(); Met(); } catch (Exception) when (Condition()) { } ");

    [Fact]
    public void A_filter_that_says_no_counts_for_nothing_whatever_it_calls() => Ends_(
        Ends.Throws,
        "Start(); try { throw new Exception(); } catch (Exception) when (Say()) { } static bool Say() { return true; }",
        Exceptions.Caught,
        "Say");

    [Fact]
    public void Written_throws_only_is_blind_to_a_handler() => Ends_(
        Ends.None,
        "Start(); try { Other(); Met(); } catch { }",
        Exceptions.Thrown);

    [Fact]
    public void A_start_inside_a_handler_is_found_even_then() => Ends_(
        Ends.Returns,
        "try { Other(); } catch { Start(); }",
        Exceptions.Thrown);

    [Fact]
    public void A_loop_comes_back() => Ends_(Ends.Again | Ends.Returns, "while (Condition()) { Start(); }");

    [Fact]
    public void An_endless_loop_only_comes_back() => Ends_(Ends.Again, "while (true) { Start(); }");

    [Fact]
    public void A_loop_that_meets_does_not_come_back() => Ends_(Ends.None, "while (true) { Start(); Met(); }");

    [Fact]
    public void A_continue_may_skip_it() => Ends_(Ends.Again, "while (true) { Start(); if (Condition()) continue; Met(); }");

    [Fact]
    public void A_handler_in_the_loop_leads_back() => Ends_(
        Ends.Again,
        "while (true) { try { Start(); Other(); Met(); } catch { } }");

    [Fact]
    public void A_loop_after_the_start_is_gone_through() => Ends_(Ends.None, "Start(); for (var i = 0; i < 3; i++) { Other(); } Met();");

    [Fact]
    public void A_loop_that_may_run_no_round_meets_nothing() => Ends_(Ends.Returns, "Start(); for (var i = 0; i < Number(); i++) { Met(); }");

    [Fact]
    public void A_do_loop_runs_once() => Ends_(Ends.None, "Start(); do { Met(); } while (Condition());");

    [Fact]
    public void A_switch_without_default_may_match_nothing() => Ends_(
        Ends.Returns,
        "Start(); switch (Number()) { case 1: Met(); break; case 2: Met(); break; }");

    [Fact]
    public void A_switch_with_default_matches() => Ends_(
        Ends.None,
        "Start(); switch (Number()) { case 1: Met(); break; default: Met(); break; }");

    [Fact]
    public void A_switch_expression_that_matches_nothing_throws() => Ends_(
        Ends.Throws,
        "Start(); var x = Number() switch { 1 => 2 }; Met();",
        Exceptions.Thrown);

    [Fact]
    public void A_goto_jumps_over() => Ends_(
        Ends.Returns,
        "Start(); if (Condition()) goto end; Met(); end: Other();");

    [Fact]
    public void A_goto_jumps_back() => Ends_(
        Ends.Again | Ends.Returns,
        "again: Start(); if (Condition()) goto again;");

    [Fact]
    public void A_lock_is_gone_through() => Ends_(
        Ends.None,
        "var gate = new object(); Start(); lock (gate) { Met(); }");

    [Fact]
    public void A_return_inside_a_lock_returns() => Ends_(
        Ends.Returns,
        "var gate = new object(); Start(); lock (gate) { if (Condition()) return; } Met();");

    [Theory]
    [InlineData("using (var thing = Open()) { Start(); if (Condition()) return; Other(); }")]
    [InlineData("using (Open()) { Start(); throw new Exception(); }")]
    [InlineData("using var thing = Open(); Start(); if (Condition()) return; Other();")]
    [InlineData("var thing = Open(); using (thing) { Start(); Other(); }")]
    public void A_using_disposes_on_every_path(string code) => Ends_(Ends.None, code, Exceptions.Any, "Dispose", holding: null, thatMayBeNull: true);

    [Theory]
    [InlineData("await using (var thing = Open()) { Start(); await OtherAsync(); }")]
    [InlineData("await using var thing = await OpenAsync(); Start(); if (Condition()) return; await OtherAsync();")]
    public void An_await_using_disposes_on_every_path(string code) =>
        Assert.Equal(Ends.None, From("async Task M() {" + code + "}", Exceptions.Any, "DisposeAsync", holding: null, thatMayBeNull: true));

    [Fact]
    public void A_foreach_disposes_its_enumerator() => Ends_(
        Ends.None,
        "foreach (var i in (IEnumerable<int>)[1]) { Start(); return; }",
        Exceptions.Any,
        "Dispose",
        thatMayBeNull: true);

    [Fact]
    public void A_start_in_an_await_is_passed_when_it_completes() =>
        Assert.Equal(Ends.None, From("async Task M() { await StartAsync(); await MetAsync(); }", Exceptions.Thrown, "MetAsync", start: "StartAsync"));

    [Fact]
    public void An_await_may_throw() =>
        Assert.Equal(Ends.Throws, From("async Task M(Task other) { Start(); await other; Met(); }", Exceptions.Any));

    [Fact]
    public void An_iterator_s_consumer_may_stop() =>
        Assert.Equal(Ends.Abandoned, From("IEnumerable<int> M() { Start(); yield return 1; Met(); }"));

    [Fact]
    public void A_finally_runs_when_the_consumer_stops() =>
        Assert.Equal(Ends.None, From("IEnumerable<int> M() { Start(); try { yield return 1; Other(); } finally { Met(); } }", Exceptions.Any));

    [Fact]
    public void A_yield_break_returns_through_the_finally() =>
        Assert.Equal(Ends.Returns, From("IEnumerable<int> M() { Start(); try { yield break; } finally { Other(); } }"));

    [Fact]
    public void An_async_iterator_is_abandoned_too() =>
        Assert.Equal(Ends.Abandoned, From("async IAsyncEnumerable<int> M() { Start(); await OtherAsync(); yield return 1; Met(); }"));

    [Fact]
    public void A_lambda_has_paths_of_its_own() => Ends_(
        Ends.Returns,
        "Action a = () => { Start(); if (Condition()) return; Met(); }; Met();");

    [Theory]
    [InlineData("try { Action a = () => { Start(); Other(); Met(); }; a(); Other(); } catch { Other(); }")]
    [InlineData("try { Action a = delegate { Start(); throw new Exception(); }; a(); Other(); } catch { Other(); Other(); }")]
    [InlineData("try { void A() { Start(); Other(); Met(); } A(); Other(); Other(); } catch { Other(); } finally { Met(); }")]
    [InlineData("try { Other(); } finally { Action a = () => { Start(); Other(); Met(); }; a(); }")]
    public void An_exception_in_a_lambda_leaves_it_and_not_by_the_handlers_around_its_making(string statements) =>
        Ends_(Ends.Throws, statements, Exceptions.Any);

    [Fact]
    public void A_lambda_that_is_made_in_a_try_has_no_handler_of_its_own() =>
        Ends_(Ends.Returns, "try { Func<int> a = () => { Start(); return 1; }; a(); Other(); Other(); } catch { Met(); } finally { Met(); }");

    [Fact]
    public void A_lambda_in_a_lambda_has_paths_of_its_own() => Ends_(
        Ends.None,
        "Action a = () => { Action b = () => { Start(); Met(); }; };");

    [Fact]
    public void A_local_function_has_paths_of_its_own() => Ends_(
        Ends.Returns,
        "Local(); Met(); void Local() { Start(); if (Condition()) Met(); }");

    [Fact]
    public void A_local_function_in_a_lambda_has_paths_of_its_own() => Ends_(
        Ends.None,
        "Action a = () => { Local(); void Local() { Start(); Met(); } };");

    [Fact]
    public void What_a_lambda_would_do_is_not_met_where_it_is_made() => Ends_(
        Ends.Returns,
        "Start(); Action a = () => Met();");

    [Fact]
    public void A_lambda_of_a_field_has_paths() =>
        Assert.Equal(Ends.Returns, From("Action _a = () => { Start(); if (Condition()) Met(); };"));

    [Fact]
    public void A_property_has_paths() =>
        Assert.Equal(Ends.Returns, From("int P { get { Start(); if (Condition()) Met(); return 1; } }"));

    [Fact]
    public void A_constructor_has_paths() =>
        Assert.Equal(Ends.None, From("C() { Start(); Met(); }"));

    [Fact]
    public void A_top_level_program_has_paths()
    {
        var snippet = Snippet.File("Start(); if (Condition()) return; Met();", Microsoft.CodeAnalysis.OutputKind.ConsoleApplication);
        Assert.Equal(Ends.Returns, From(snippet, Exceptions.Caught, "Met"));
    }

    [Fact]
    public void The_right_side_of_and_may_not_run() => Ends_(
        Ends.Returns,
        "Start(); var b = Condition() && Say(); static bool Say() => true;",
        Exceptions.Caught,
        "Say");

    [Fact]
    public void The_right_side_of_a_conditional_access_may_not_run() => Ends_(
        Ends.Returns,
        "Thing? thing = Open(); Start(); thing?.Dispose();",
        Exceptions.Caught,
        "Dispose");

    [Theory]
    [InlineData("Thing? thing = Open(); thing?.Dispose();")]
    [InlineData("Thing? thing = Open(); if (thing != null) thing.Dispose();")]
    [InlineData("Thing? thing = Open(); if (null != thing) { thing.Dispose(); }")]
    [InlineData("Thing? thing = Open(); if (thing is not null) thing.Dispose();")]
    [InlineData("Thing? thing = Open(); if (thing is { }) thing.Dispose();")]
    [InlineData("Thing? thing = Open(); if (thing == null) return; thing.Dispose();")]
    [InlineData("Thing? thing = Open(); if (thing is null) { return; } thing.Dispose();")]
    [InlineData("Thing? thing = Open(); if (!(thing == null)) { thing.Dispose(); }")]
    [InlineData("Thing? thing = Open(); if (thing is Thing other) other.Dispose();")]
    [InlineData("Thing? thing = null; try { thing = Open(); } finally { thing?.Dispose(); }")]
    [InlineData("Thing? thing = Open(); if (Condition() || thing != null) { thing.Dispose(); }")]
    public void The_branch_in_which_what_is_held_is_null_is_no_path(string code) => Ends_(
        Ends.None, code, Exceptions.Caught, "Dispose", "Open", holding: "thing");

    [Theory]
    [InlineData("Thing? thing = Open(); thing = null; thing?.Dispose();")]
    [InlineData("Thing? thing = Open(); Set(out thing); thing?.Dispose(); static void Set(out Thing? thing) => thing = null;")]
    [InlineData("Thing? thing = Open(); (thing, _) = (null, 1); thing?.Dispose();")]
    [InlineData("Thing? thing = Open(); Thing? other = null; other?.Dispose();")]
    public void Another_value_may_be_null(string code) => Ends_(
        Ends.Returns, code, Exceptions.Caught, "Dispose", "Open", holding: "thing");

    [Theory]
    [InlineData("void M(Thing? thing) { thing!.Use(); thing?.Dispose(); }")]
    [InlineData("void M(Thing? thing) { thing?.Use(); thing?.Dispose(); }")]
    [InlineData("void M() { Thing? thing = Open(); thing.Use(); Other(); if (thing != null) thing.Dispose(); }")]
    [InlineData("readonly Thing? _thing; void M() { _thing?.Use(); Met(); _thing?.Dispose(); }")]
    [InlineData("Thing? _thing; void M() { _thing?.Use(); Console.Out.Flush(); _thing?.Dispose(); }")]
    public void What_the_start_was_called_on_is_not_null(string code) => Assert.Equal(Ends.None, From(code, Exceptions.Caught, "Dispose", "Use"));

    [Theory]
    [InlineData("void M(Thing? thing) { thing?.Use(); thing = null; thing?.Dispose(); }")]
    [InlineData("void M(Thing? thing) { thing!.Use(); thing = thing.Tag as Thing; thing?.Dispose(); }")]
    [InlineData("void M(Thing? thing, Thing? other) { thing?.Use(); other?.Dispose(); }")]
    [InlineData("Thing? _thing; void M() { _thing?.Use(); Forget(); _thing?.Dispose(); } void Forget() => _thing = null;")]
    [InlineData("Thing? _thing; async Task M() { _thing?.Use(); await Task.Delay(1); _thing?.Dispose(); }")]
    [InlineData("Thing? _thing; void M(Action act) { _thing?.Use(); act(); _thing?.Dispose(); }")]
    public void It_may_be_null_later(string code) => Assert.Equal(Ends.Returns, From(code, Exceptions.Caught, "Dispose", "Use"));

    [Theory]
    [InlineData("var thing = new Thing(); Start(); thing?.Dispose();", true)]
    [InlineData("Thing? thing; thing = new Thing(); Start(); if (thing is not null) { thing.Dispose(); }", true)]
    [InlineData("Thing? thing = Condition() ? new Thing() : null; Start(); thing?.Dispose();", false)]
    [InlineData("Thing? thing = new Thing(); if (Condition()) { thing = null; } Start(); thing?.Dispose();", false)]
    [InlineData("Thing? thing = new Thing(); Set(out thing); Start(); thing?.Dispose(); static void Set(out Thing? thing) => thing = null;", false)]
    public void A_local_that_holds_only_what_new_made_is_not_null(string code, bool isMade) => Ends_(isMade ? Ends.None : Ends.Returns, code, Exceptions.Caught, "Dispose");

    [Fact]
    public void Another_variable_that_holds_a_part_is_held_too() => Ends_(
        Ends.None,
        "Thing? thing = Open(); Thing? part = null; part = thing.Self(); if (part != null) part.Dispose();",
        Exceptions.Caught,
        "Dispose",
        "Open",
        holding: "thing part");

    [Fact]
    public void Storing_the_value_in_the_variable_keeps_it_held() => Ends_(
        Ends.None,
        "Thing? thing = null; thing = Condition() ? Open() : null; thing?.Dispose();",
        Exceptions.Caught,
        "Dispose",
        "Open",
        holding: "thing");

    [Fact]
    public void A_flag_that_is_set_on_the_way_out_decides() => Ends_(
        Ends.None,
        """
        var ok = false;
        Start();
        try
        {
            if (Condition()) throw new Exception();
            ok = true;
            Met();
        }
        finally
        {
            if (!ok) Met();
        }
        """,
        Exceptions.Any);

    [Fact]
    public void A_condition_tested_before_the_start_is_remembered() =>
        Assert.Equal(Ends.None, From("void M(bool secure) { if (secure) { Start(); } Other(); if (secure) { Met(); } }"));

    [Fact]
    public void A_condition_that_has_changed_is_forgotten() =>
        Assert.Equal(Ends.Returns, From("void M(bool secure) { if (secure) { Start(); } secure = Condition(); if (secure) { Met(); } }"));

    [Fact]
    public void A_condition_that_a_lambda_may_change_is_not_remembered() =>
        Assert.Equal(Ends.Returns, From("void M(bool secure) { Run(() => secure = false); if (secure) { Start(); } Other(); if (secure) { Met(); } }"));

    [Fact]
    public void A_method_that_never_returns_throws() =>
        Assert.Equal(Ends.Throws, From("""
            void M() { Start(); if (Condition()) { Fail(); } Met(); }
            [System.Diagnostics.CodeAnalysis.DoesNotReturn] static void Fail() => throw new Exception();
            """));

    [Fact]
    public void The_end_of_the_process_is_no_end_of_the_function() => Ends_(
        Ends.None,
        "Start(); if (Condition()) Environment.Exit(1); Met();");

    [Fact]
    public void A_constant_condition_has_one_way() => Ends_(Ends.None, "Start(); if (true) { Met(); }");

    [Fact]
    public void A_start_that_cannot_be_reached_is_unknown() => Ends_(Ends.Unknown, "return; Start();");

    [Fact]
    public void An_operation_of_another_function_is_unknown()
    {
        var snippet = Snippet.Members("void M() { Met(); } void N() { Start(); }");
        var paths = Paths.Around(snippet.Call("Met"), Body.Around(snippet.Call("Met")), default)!;
        Assert.Equal(Ends.Unknown, paths.From(snippet.Call("Start"), _ => false));
    }

    [Fact]
    public void Only_the_calls_that_may_fail_do()
    {
        var snippet = Snippet.Statements("Start(); try { Other(); Met(); } catch { return; }");
        var paths = Paths.Around(snippet.Call("Start"), Body.Around(snippet.Call("Start")), default)!;
        Assert.Equal(Ends.Returns, paths.From(snippet.Call("Start"), paths.Any(snippet.Call("Met")), mayFail: paths.Any(snippet.Call("Other"))));
        Assert.Equal(Ends.None, paths.From(snippet.Call("Start"), paths.Any(snippet.Call("Met")), mayFail: _ => false));
    }

    [Fact]
    public void From_the_entry_of_the_function()
    {
        var snippet = Snippet.Statements("if (Condition()) return; Met();");
        var paths = Paths.Around(snippet.Call("Met"), Body.Around(snippet.Call("Met")), default)!;
        Assert.Equal(Ends.Returns, paths.From(null, paths.Any(snippet.Call("Met"))));
        Assert.Equal(Ends.None, paths.From(null, paths.Any(snippet.Call("Condition"))));
    }

    [Fact]
    public void B_is_reached_from_A() => Assert.Equal(Answer.Yes, Reaches("Start(); Other(); Met();"));

    [Fact]
    public void B_before_A_is_not_reached() => Assert.Equal(Answer.No, Reaches("Met(); Start();"));

    [Fact]
    public void B_before_A_is_reached_through_a_loop() => Assert.Equal(Answer.Yes, Reaches("while (true) { Met(); Start(); }"));

    [Fact]
    public void C_stands_in_the_way() => Assert.Equal(Answer.No, Reaches("Start(); Other(); Met();", without: "Other"));

    [Fact]
    public void C_on_one_way_leaves_the_other() => Assert.Equal(Answer.Yes, Reaches("Start(); if (Condition()) Other(); Met();", without: "Other"));

    [Fact]
    public void B_in_a_handler_is_reached() => Assert.Equal(Answer.Yes, Reaches("try { Start(); Other(); return; } catch { Met(); }"));

    [Fact]
    public void B_in_a_finally_is_reached_by_a_return() => Assert.Equal(Answer.Yes, Reaches("try { Start(); return; } finally { Met(); }"));

    [Fact]
    public void B_in_an_argument_comes_before_the_call() =>
        Assert.Equal(Answer.No, Reaches("Take(Met2(Start2())); static int Start2() => 1; static int Met2(int i) => i;", "Met2", "Start2", to: "Start2"));

    [Fact]
    public void A_conditional_access_stands_for_its_last_operation()
    {
        var snippet = Snippet.Statements("Thing? thing = Open(); Start(); /*here*/thing?.Use();");
        var paths = Paths.Around(snippet.Call("Start"), Body.Around(snippet.Call("Start")), default)!;
        Assert.Equal(Answer.Yes, paths.Reaches(snippet.Call("Start"), paths.Any(snippet.At("here"))));
    }

    [Fact]
    public void Cancellation_is_honoured()
    {
        var snippet = Snippet.Statements("Start();");
        using var cancelled = new System.Threading.CancellationTokenSource();
        var paths = Paths.Around(snippet.Call("Start"), Body.Around(snippet.Call("Start")), cancelled.Token)!;
        cancelled.Cancel();
        Assert.Throws<System.OperationCanceledException>(() => paths.From(null, _ => false));
    }

    [Fact]
    public void A_function_beyond_the_budget_is_unknown()
    {
        var snippet = Snippet.Statements("Start();" + string.Concat(Enumerable.Repeat("Other(); if (Condition()) Other();\n", 12000)));
        Assert.True((From(snippet, Exceptions.Caught, "Met") & Ends.Unknown) != 0);
    }

    private static void Ends_(Ends expected, string statements, Exceptions exceptions = Exceptions.Caught, string met = "Met", string start = "Start", string? holding = null, bool thatMayBeNull = false) =>
        Assert.Equal(expected, From("void M() {" + statements + "}", exceptions, met, start, holding, thatMayBeNull));

    private static Ends From(string members, Exceptions exceptions = Exceptions.Caught, string met = "Met", string start = "Start", string? holding = null, bool thatMayBeNull = false) =>
        From(Snippet.Members(members), exceptions, met, start, holding, thatMayBeNull);

    private static Ends From(Snippet snippet, Exceptions exceptions, string met, string start = "Start", string? holding = null, bool thatMayBeNull = false)
    {
        var from = snippet.Call(start);
        var paths = Paths.Around(from, Body.Around(from), default);
        Assert.NotNull(paths);

        // What a using disposes may be null as far as the graph knows: its own test of that counts as met.
        return paths.From(
            from,
            operation => (operation is IInvocationOperation invocation && invocation.TargetMethod.Name == met) || (thatMayBeNull && operation.IsImplicit && operation.Kind == Microsoft.CodeAnalysis.OperationKind.IsNull),
            exceptions,
            holding?.Split(' ').Select(snippet.Symbol).ToList());
    }

    private static Answer Reaches(string statements, string without = "None", string start = "Start", string to = "Met")
    {
        var snippet = Snippet.Statements(statements);
        var from = snippet.Call(start);
        var paths = Paths.Around(from, Body.Around(from), default)!;
        return paths.Reaches(from, paths.Any(snippet.Calls(to)), paths.Any(snippet.Calls(without)));
    }
}
