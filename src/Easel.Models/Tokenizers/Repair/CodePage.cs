using System.Collections.Frozen;

namespace Easel.Models.Tokenizers.Repair;

/// <summary>A single-byte encoding: one character for each byte, ASCII below 0x80.</summary>
/// <remarks>
/// What text was read with when it should have been read as UTF-8. Bytes without a character stand for the control character of the
/// same number, as programs in the wild have it.
/// </remarks>
internal sealed class CodePage
{
    private const byte Substitute = 0x1A;
    private const char Replacement = '\uFFFD';

    private readonly string _characters;
    private readonly FrozenDictionary<char, byte> _bytes;

    /// <param name="upperHalf">Characters of 0x80 to 0xFF; '_' where the character has the byte's own number.</param>
    /// <param name="standsForLost">Whether U+FFFD is byte 0x1A here, so that text with lost characters can be repaired around them.</param>
    private CodePage(string upperHalf, bool standsForLost)
    {
        Span<char> characters = stackalloc char[256];
        for (int i = 0; i < 256; i++)
        {
            characters[i] = i < 128 || upperHalf[i - 128] == '_' ? (char)i : upperHalf[i - 128];
        }

        if (standsForLost)
        {
            characters[Substitute] = Replacement;
        }

        _characters = characters.ToString();
        _bytes = Enumerable.Range(0, 256).ToFrozenDictionary(i => _characters[i], i => (byte)i);
        StandsForLost = standsForLost;
    }

    /// <summary>ISO 8859-1: every byte is the character of its number.</summary>
    public static CodePage Latin1 { get; } = new(new string('_', 128), standsForLost: false);

    /// <summary>Western Europe on Windows.</summary>
    public static CodePage Windows1252 { get; } = new(
        "€_‚ƒ„…†‡ˆ‰Š‹Œ_Ž__‘’“”•–—˜™š›œ_žŸ_¡¢£¤¥¦§¨©ª«¬_®¯°±²³´µ¶·¸¹º»¼½¾¿" +
        "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
        standsForLost: true);

    /// <summary>Cyrillic on Windows.</summary>
    public static CodePage Windows1251 { get; } = new(
        "ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—_™љ›њќћџ_ЎўЈ¤Ґ¦§Ё©Є«¬_®Ї°±Ііґµ¶·ё№є»јЅѕї" +
        "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя",
        standsForLost: true);

    /// <summary>Central Europe on Windows.</summary>
    public static CodePage Windows1250 { get; } = new(
        "€_‚_„…†‡_‰Š‹ŚŤŽŹ_‘’“”•–—_™š›śťžź_ˇ˘Ł¤Ą¦§¨©Ş«¬_®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľż" +
        "ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙",
        standsForLost: true);

    /// <summary>Greek on Windows.</summary>
    public static CodePage Windows1253 { get; } = new(
        "€_‚ƒ„…†‡_‰_‹_____‘’“”•–—_™_›_____΅Ά£¤¥¦§¨©ª«¬_®―°±²³΄µ¶·ΈΉΊ»Ό½ΎΏ" +
        "ΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡÒΣΤΥΦΧΨΩΪΫάέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώÿ",
        standsForLost: true);

    /// <summary>Turkish on Windows.</summary>
    public static CodePage Windows1254 { get; } = new(
        "€_‚ƒ„…†‡ˆ‰Š‹Œ____‘’“”•–—˜™š›œ__Ÿ_¡¢£¤¥¦§¨©ª«¬_®¯°±²³´µ¶·¸¹º»¼½¾¿" +
        "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏĞÑÒÓÔÕÖ×ØÙÚÛÜİŞßàáâãäåæçèéêëìíîïğñòóôõö÷øùúûüışÿ",
        standsForLost: true);

    /// <summary>The Baltic on Windows.</summary>
    public static CodePage Windows1257 { get; } = new(
        "€_‚_„…†‡_‰_‹_¨ˇ¸_‘’“”•–—_™_›_¯˛__¡¢£¤¥¦§Ø©Ŗ«¬_®Æ°±²³´µ¶·ø¹ŗ»¼½¾æ" +
        "ĄĮĀĆÄÅĘĒČÉŹĖĢĶĪĻŠŃŅÓŌÕÖ×ŲŁŚŪÜŻŽßąįāćäåęēčéźėģķīļšńņóōõö÷ųłśūüżž˙",
        standsForLost: true);

    /// <summary>ISO 8859-2, Central Europe.</summary>
    public static CodePage Latin2 { get; } = new(
        "_________________________________Ą˘Ł¤ĽŚ§¨ŠŞŤŹ_ŽŻ°ą˛ł´ľśˇ¸šşťź˝žż" +
        "ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙",
        standsForLost: false);

    /// <summary>Western Europe on the Macintosh.</summary>
    public static CodePage MacRoman { get; } = new(
        "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø" +
        "¿¡¬√ƒ≈∆«»…\u00A0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\uF8FFÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ",
        standsForLost: false);

    /// <summary>The first PCs.</summary>
    public static CodePage Dos437 { get; } = new(
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐" +
        "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00A0",
        standsForLost: false);

    /// <summary>Every page that garbled text is tried with, the likeliest first.</summary>
    public static IReadOnlyList<CodePage> All { get; } =
        [Latin1, Windows1252, Windows1251, Windows1250, Windows1253, Windows1254, Windows1257, Latin2, MacRoman, Dos437];

    /// <summary>The pages in which a byte's high bits tell its place in a UTF-8 sequence, by letters a reader would notice.</summary>
    public static IReadOnlyList<CodePage> Alphabetic { get; } =
        [Latin1, Windows1252, Windows1251, Windows1250, Windows1253, Windows1254, Windows1257];

    /// <summary>Whether U+FFFD is written as byte 0x1A.</summary>
    public bool StandsForLost { get; }

    /// <summary>The character of a byte.</summary>
    public char this[int value] => _characters[value];

    /// <summary>The bytes of a text, or null if it has a character that this page lacks.</summary>
    public byte[]? TryEncode(string text)
    {
        byte[] bytes = new byte[text.Length];
        for (int i = 0; i < text.Length; i++)
        {
            if (!_bytes.TryGetValue(text[i], out bytes[i]))
            {
                return null;
            }
        }

        return bytes;
    }
}
