using System.Text.Json;
using Easel.Models.Tokenizers.Repair;

namespace Easel.Tests.Tokenizers;

/// <summary>Against recordings, and against what ftfy 6.3.1 (or Python 3.13's unicodedata and str.lower) says of the cases below.</summary>
public class TextRepairTests
{
    [Fact]
    public void Recorded_texts_are_cleaned_as_recorded()
    {
        using var recording = JsonDocument.Parse(File.ReadAllText(Goldens.Path("tokenizer/clean_text.json")));

        foreach (JsonElement entry in recording.RootElement.EnumerateArray())
        {
            Assert.Equal(entry.GetProperty("out").GetString(), TextRepair.Clean(entry.GetProperty("in").GetString()!));
        }
    }

    [Theory]
    [InlineData("PÃ©rez, cafÃ©", "Pérez, café")]
    [InlineData("Ð¿Ñ€Ð¸Ð²ÐµÑ‚", "привет")]
    [InlineData("РїСЂРёРІРµС‚", "привет")]
    [InlineData("Î±Î²Î³", "αβγ")]
    [InlineData("ä½\u00A0å¥½", "你好")]
    [InlineData("√©t√©", "été")]
    [InlineData("├⌐t├⌐", "été")]
    [InlineData("Ĺ‚Ăłdka", "łódka")]
    [InlineData("Ã¢â‚¬Å“twiceÃ¢â‚¬\u009D", "\"twice\"")]
    public void Text_read_in_a_wrong_encoding_is_read_again(string garbled, string meant) => Assert.Equal(meant, TextRepair.Repair(garbled));

    [Theory]
    [InlineData("Ã la mode", "à la mode")]
    [InlineData("voilÃ le travail", "voilà le travail")]
    [InlineData("Ã s vezes", "às vezes")]
    [InlineData("â€œ like this â€\uFFFD", "\" like this \uFFFD")]
    [InlineData("ðŸ˜ angry", "😠angry")]
    public void Bytes_lost_on_the_way_are_made_up_for(string garbled, string meant) => Assert.Equal(meant, TextRepair.Repair(garbled));

    [Theory]
    [InlineData("caf\u00E9 – cafÃ©", "café – café")]
    [InlineData("日本 donâ€™t", "日本 don't")]
    [InlineData("smile \u00ED\u00A0\u00BD\u00ED\u00B8\u0080", "smile 😀")]
    [InlineData("nul\u00C3\u00A9\u00C0\u0080!", "nulé!")]
    [InlineData("\u0093quoted\u0094", "\"quoted\"")]
    public void Mixed_and_odd_encodings_are_read_too(string garbled, string meant) => Assert.Equal(meant, TextRepair.Repair(garbled));

    [Theory]
    [InlineData("Ærøskøbing, Ångström, naïve façade")]
    [InlineData("PARCE QUE SUR LEURS PLAQUES IL Y MARQUÉ…")]
    [InlineData("Ünïcödé ÄÖÜ €5 £3 ½ × 2²")]
    [InlineData("4288×…")]
    [InlineData("(-1/2)! = √π")]
    [InlineData("TEM QUE SEGUIR, SDV SÓ…")]
    [InlineData("├───┤ ◄►")]
    public void Honest_text_stays(string text) => Assert.Equal(text, TextRepair.Repair(text));

    [Theory]
    [InlineData("&EACUTE;t&eacute; &SZLIG; &NTILDE; &nTILDE;", "Été SS Ñ &nTILDE;")]
    [InlineData("&NotEqualTilde; &Jscr; &fjlig;", "≂̸ 𝒥 fj")]
    [InlineData("&#233;&#xE9;&#XE9; &#150; &#0;", "ééé – \uFFFD")]
    [InlineData("&#59; &#x; &#12g; &#1; &amp", "&#59; &#x; &#12g;  &amp")]
    [InlineData("&#xD800; &#x110000; &#99999999999999999999;", "\uFFFD \uFFFD \uFFFD")]
    [InlineData("&AMPERSAND; &COPYSR; &copysr;", "&AMPERSAND; &COPYSR; ℗")]
    [InlineData("&lt;\n&lt;", "<\n<")]
    [InlineData("<\n&lt;", "<\n&lt;")]
    public void References_of_html_are_read_until_a_tag_opens(string text, string meant) => Assert.Equal(meant, TextRepair.Repair(text));

    [Theory]
    [InlineData("ﬂuﬃeﬆ Ǆ ŉ Ĳ", "fluffiest DŽ 'n IJ")]
    [InlineData("ＬＯＵＤ　ＮＯＩＳＥＳ～", "LOUD NOISES~")]
    [InlineData("Ｕﾀｰﾝ ﾊﾞﾝ", "Uターン バン")]
    [InlineData("ﾡￂ￦￣￮", "가₩ \u0304○")]
    [InlineData("‘a’ ‚b‛ “c” „d‟ ʼe", "'a' 'b' \"c\" \"d\" 'e")]
    [InlineData("a\r\nb\rc\u2028d\u2029e", "a\nb\nc\nd\ne")]
    [InlineData("\u001B[36;44mblue\u001B[0m \u001B[3", "blue [3")]
    [InlineData("\uFEFFa\u206Fb\uFFFCc\u007Fd\u200De", "abcd\u200De")]
    public void Odd_forms_of_characters_become_the_usual_ones(string text, string usual) => Assert.Equal(usual, TextRepair.Repair(text));

    // Not by attribute: those are stored as UTF-8, which has no such thing.
    [Fact]
    public void A_surrogate_without_its_partner_is_replaced()
        => Assert.Equal("\uFFFD x \uFFFD 😀", TextRepair.Repair("\uD83D x \uDE00 😀"));

    [Theory]
    [InlineData("İI", "i\u0307i")]
    [InlineData("ΟΔΟΣ ΟΔΟΣ.", "οδος οδος.")]
    [InlineData("ΟΔΟΣ.Α Σ ΣΣ", "οδοσ.α σ σς")]
    [InlineData("AΣ\u0301 ⅧΣ ⒶΣ 1Σ", "aς\u0301 ⅷς ⓐς 1σ")]
    [InlineData("ẞ Ǆ Ꭰ 𐐀", "ß dž ꭰ 𐐨")]
    public void Small_letters_are_those_of_unicode(string text, string small) => Assert.Equal(small, TextRepair.Clean(text));
}
